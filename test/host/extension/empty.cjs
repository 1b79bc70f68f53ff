// The extension that activation is measured against: it does nothing, and nothing activates it but the measurement.
exports.activate = () => undefined;
