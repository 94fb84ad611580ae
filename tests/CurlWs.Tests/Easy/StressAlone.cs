using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>Tests that count what the whole process has, such as threads and descriptors: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(StressAlone), DisableParallelization = true)]
public sealed class StressAlone;
