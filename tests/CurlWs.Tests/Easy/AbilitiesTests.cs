using System;
using System.Linq;
using System.Reflection;

using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What a version of libcurl can do: one table, and the loaded version against it.</summary>
public sealed class AbilitiesTests
{
    [Fact]
    public void Abilities_EachRow_IsThereFromItsVersionOn()
    {
        CurlLibrary.Ability[] all =
        [
            .. typeof(CurlLibrary).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
                .Where(field => field.FieldType == typeof(CurlLibrary.Ability))
                .Select(field => (CurlLibrary.Ability)field.GetValue(null)!),
        ];
        Assert.NotEmpty(all);
        Assert.All(all, ability => Assert.Equal(CurlLibrary.Version >= ability.Since, ability.IsThere));
    }

    /// <summary>From a version that is older than the loaded one, or newer: not the table's own words alone.</summary>
    [Theory]
    [InlineData(7, 86, 0, true)]
    [InlineData(255, 0, 0, false)]
    public void Ability_OfAnOldVersionAndOfNone_IsThereAndIsNot(int major, int minor, int patch, bool there) =>
        Assert.Equal(there, new CurlLibrary.Ability(major, minor, patch).IsThere);

    [Fact]
    public void MinimumVersion_IsThatOfTheWebSocketCalls() => Assert.Equal(new Version(8, 14, 0), CurlLibrary.MinimumVersion);
}
