using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class CatalogNamesTests
{
    [Fact]
    public void Every_value_has_a_name_that_reads_back()
    {
        ReadsBack(CatalogNames.Tiers, Enum.GetValues<Tier>());
        ReadsBack(CatalogNames.Capabilities, Enum.GetValues<Capabilities>().Except([Capabilities.None]));
        ReadsBack(CatalogNames.Continuations, Enum.GetValues<Continuation>());
        ReadsBack(CatalogNames.ToolCallFormats, Enum.GetValues<ToolCallFormat>());
        ReadsBack(CatalogNames.CacheMarkers, Enum.GetValues<CacheMarkers>());
    }

    [Fact]
    public void Combined_capabilities_are_written_as_separate_names()
    {
        CatalogNames.Capabilities.WriteFlags(Capabilities.Vision | Capabilities.Tools).ShouldBe(["tools", "vision"]);
        CatalogNames.Capabilities.WriteFlags(Capabilities.None).ShouldBeEmpty();
    }

    private static void ReadsBack<T>(EnumNames<T> names, IEnumerable<T> values)
        where T : struct, Enum
    {
        foreach (var value in values) names.Read(names.Write(value)).ShouldBe(value);
    }
}
