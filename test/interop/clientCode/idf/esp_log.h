#pragma once
extern void esp_log(const char *tag, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define ESP_LOGI(tag, format, ...) esp_log(tag, format, ##__VA_ARGS__)
#define ESP_LOGE(tag, format, ...) esp_log(tag, format, ##__VA_ARGS__)
