using System;
using System.Diagnostics;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>Drives a transfer with the multi interface.</summary>
internal static unsafe class MultiPerform
{
    /// <summary>Adds the handle and performs until it is done; it stays added.</summary>
    internal static CURLcode Run(CURLM multi, CURL curl, Action? eachTurn = null)
    {
        Assert.Equal(CURLM_OK, curl_multi_add_handle(multi, curl));
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed < Deadline.Default)
        {
            Assert.Equal(CURLM_OK, curl_multi_perform(multi, out _));
            CURLMsg* message = curl_multi_info_read(multi, out _);
            if (message != null)
            {
                Assert.True(message->easy_handle == curl);
                return message->data.result;
            }

            eachTurn?.Invoke();
            Assert.Equal(CURLM_OK, curl_multi_poll(multi, [], 1000, out _));
        }

        throw new TimeoutException("The transfer did not end.");
    }
}
