/* Only what libcurl uses, written from Apple's public documentation; see ../../README.md. */
#pragma once
#include <CoreFoundation/CoreFoundation.h>
typedef struct __SecCertificate *SecCertificateRef;
typedef struct __SecPolicy *SecPolicyRef;
typedef struct __SecTrust *SecTrustRef;
typedef uint32_t SecTrustResultType;
enum { kSecTrustResultProceed = 1, kSecTrustResultUnspecified = 4 };
enum {
  kSecRevocationOCSPMethod = 1, kSecRevocationCRLMethod = 2, kSecRevocationPreferCRL = 4,
  kSecRevocationRequirePositiveResponse = 8, kSecRevocationNetworkAccessDisabled = 16,
  kSecRevocationUseAnyAvailableMethod = 3
};
enum { errSecSuccess = 0, noErr = 0 };
SecCertificateRef SecCertificateCreateWithData(CFAllocatorRef, CFDataRef);
SecPolicyRef SecPolicyCreateRevocation(CFOptionFlags);
SecPolicyRef SecPolicyCreateSSL(Boolean, CFStringRef);
OSStatus SecTrustCreateWithCertificates(CFTypeRef, CFTypeRef, SecTrustRef *);
bool SecTrustEvaluateWithError(SecTrustRef, CFErrorRef *);
OSStatus SecTrustSetOCSPResponse(SecTrustRef, CFTypeRef);
OSStatus SecTrustEvaluate(SecTrustRef, SecTrustResultType *);
