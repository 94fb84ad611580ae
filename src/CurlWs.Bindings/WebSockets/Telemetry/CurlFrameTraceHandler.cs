namespace CurlWs;

/// <summary>Receives one frame of a connection; see <see cref="CurlWebSocketOptions.FrameTrace"/>.</summary>
/// <param name="frame">The frame: good until this returns.</param>
public delegate void CurlFrameTraceHandler(in CurlFrameTrace frame);
