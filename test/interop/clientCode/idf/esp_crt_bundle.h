#pragma once
#include "esp_err.h"
extern esp_err_t esp_crt_bundle_attach(void *conf);
