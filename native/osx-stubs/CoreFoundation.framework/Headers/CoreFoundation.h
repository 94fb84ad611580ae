/* Only what libcurl uses, written from Apple's public documentation; see ../../README.md. */
#pragma once
#include <stdint.h>
#include <stdbool.h>
typedef unsigned char Boolean;
typedef unsigned char UInt8;
typedef int32_t OSStatus;
typedef const void *CFTypeRef;
typedef const struct __CFAllocator *CFAllocatorRef;
typedef const struct __CFString *CFStringRef;
typedef const struct __CFData *CFDataRef;
typedef const struct __CFArray *CFArrayRef;
typedef struct __CFArray *CFMutableArrayRef;
typedef const struct __CFDictionary *CFDictionaryRef;
typedef struct __CFError *CFErrorRef;
typedef long CFIndex;
typedef unsigned long CFOptionFlags;
typedef uint32_t CFStringEncoding;
typedef struct CFArrayCallBacks_ { CFIndex version; const void *a, *b, *c, *d; } CFArrayCallBacks;
extern const CFArrayCallBacks kCFTypeArrayCallBacks;
enum { kCFStringEncodingUTF8 = 0x08000100 };
void CFRelease(CFTypeRef); void CFArrayAppendValue(CFMutableArrayRef, const void *);
CFMutableArrayRef CFArrayCreateMutable(CFAllocatorRef, CFIndex, const CFArrayCallBacks *);
CFDataRef CFDataCreate(CFAllocatorRef, const UInt8 *, CFIndex);
CFStringRef CFErrorCopyDescription(CFErrorRef);
CFIndex CFErrorGetCode(CFErrorRef);
CFStringRef CFStringCreateWithCString(CFAllocatorRef, const char *, CFStringEncoding);
Boolean CFStringGetCString(CFStringRef, char *, CFIndex, CFStringEncoding);
CFIndex CFStringGetLength(CFStringRef);
CFIndex CFStringGetMaximumSizeForEncoding(CFIndex, CFStringEncoding);
