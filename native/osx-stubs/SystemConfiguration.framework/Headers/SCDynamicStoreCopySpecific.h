/* Only what libcurl uses, written from Apple's public documentation; see ../../README.md. */
#pragma once
#include <CoreFoundation/CoreFoundation.h>
typedef const struct __SCDynamicStore *SCDynamicStoreRef;
CFDictionaryRef SCDynamicStoreCopyProxies(SCDynamicStoreRef);
