using System;
using System.Runtime.InteropServices;
using System.Text;

namespace ForeignBinding;

/// <summary>libcurl as a hand-written binding declares it: DllImport, and the variadic function as if it were none.</summary>
public static class CurlNative
{
    private const string LIBCURL = "libcurl";

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nuint DataHandler(IntPtr data, nuint size, nuint nmemb, IntPtr userdata);

    public static int Init() => curl_global_init(3);

    public static string Version() => Marshal.PtrToStringAnsi(curl_version()) ?? string.Empty;

    [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
    private static extern int curl_global_init(nint flags);

    [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
    private static extern IntPtr curl_version();

    public static class Easy
    {
        public static SafeEasyHandle Init(bool ownsHandle = true) => new(curl_easy_init(), ownsHandle);

        public static int SetOpt(SafeEasyHandle handle, CURLoption option, int value) =>
            curl_easy_setopt(handle.DangerousGetHandle(), option, value);

        public static int SetOpt(SafeEasyHandle handle, CURLoption option, IntPtr value) =>
            curl_easy_setopt(handle.DangerousGetHandle(), option, value);

        public static int SetOpt(SafeEasyHandle handle, CURLoption option, string value) =>
            curl_easy_setopt(handle.DangerousGetHandle(), option, Encoding.UTF8.GetBytes(value + "\0"));

        public static int SetOpt(SafeEasyHandle handle, CURLoption option, DataHandler value) =>
            curl_easy_setopt(handle.DangerousGetHandle(), option, Marshal.GetFunctionPointerForDelegate(value));

        public static int Perform(SafeEasyHandle handle) => curl_easy_perform(handle.DangerousGetHandle());

        public static int ResponseCode(SafeEasyHandle handle)
        {
            curl_easy_getinfo(handle.DangerousGetHandle(), 0x200002, out nint code);
            return (int)code;
        }

        public static void Cleanup(IntPtr handle) => curl_easy_cleanup(handle);

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr curl_easy_init();

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern int curl_easy_setopt(IntPtr handle, CURLoption option, nint value);

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern int curl_easy_setopt(IntPtr handle, CURLoption option, byte[] value);

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern int curl_easy_perform(IntPtr handle);

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern int curl_easy_getinfo(IntPtr handle, int info, out nint value);

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern void curl_easy_cleanup(IntPtr handle);
    }

    public static class Multi
    {
        [DllImport(LIBCURL, EntryPoint = "curl_multi_init", CallingConvention = CallingConvention.Cdecl)]
        public static extern IntPtr Init();

        [DllImport(LIBCURL, EntryPoint = "curl_multi_cleanup", CallingConvention = CallingConvention.Cdecl)]
        public static extern int Cleanup(IntPtr multi);

        public static int AddHandle(IntPtr multi, SafeEasyHandle easy) => curl_multi_add_handle(multi, easy.DangerousGetHandle());

        public static int RemoveHandle(IntPtr multi, SafeEasyHandle easy) => curl_multi_remove_handle(multi, easy.DangerousGetHandle());

        /// <summary>Drives until no transfer runs; returns the last code of the multi handle.</summary>
        public static int PerformAll(IntPtr multi)
        {
            int running;
            int code;
            do
            {
                code = curl_multi_perform(multi, out running);
                if (running > 0)
                {
                    curl_multi_poll(multi, IntPtr.Zero, 0, 1000, out _);
                }
            }
            while (code == 0 && running > 0);
            return code;
        }

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern int curl_multi_add_handle(IntPtr multi, IntPtr easy);

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern int curl_multi_remove_handle(IntPtr multi, IntPtr easy);

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern int curl_multi_perform(IntPtr multi, out int running);

        [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
        private static extern int curl_multi_poll(IntPtr multi, IntPtr fds, uint count, int timeout, out int ready);
    }
}
