using System;

namespace CurlWs.Autobahn;

/// <summary>Something that the user of this program can mend, told in one sentence.</summary>
internal sealed class AutobahnException(string message) : Exception(message);
