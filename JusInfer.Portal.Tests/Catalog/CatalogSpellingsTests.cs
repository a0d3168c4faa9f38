using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class CatalogSpellingsTests
{
    [Fact]
    public void Every_value_has_a_spelling_that_reads_back()
    {
        // Embeddings and text completions are wires beside a chat provider's, and no catalog names them.
        ReadsBack(CatalogSpellings.Dialects, Enum.GetValues<Dialect>().Except([Dialect.OpenAiEmbeddings, Dialect.OpenAiCompletions]));
        ReadsBack(CatalogSpellings.Tiers, Enum.GetValues<Tier>());
        ReadsBack(CatalogSpellings.Capabilities, Enum.GetValues<Capabilities>().Except([Capabilities.None]));
        ReadsBack(CatalogSpellings.Continuations, Enum.GetValues<Continuation>());
        ReadsBack(CatalogSpellings.ToolCallFormats, Enum.GetValues<ToolCallFormat>());
        ReadsBack(CatalogSpellings.CacheMarkers, Enum.GetValues<CacheMarkers>());
    }

    [Fact]
    public void Combined_capabilities_are_written_one_by_one()
    {
        CatalogSpellings.Capabilities.WriteFlags(Capabilities.Vision | Capabilities.Tools).ShouldBe(["tools", "vision"]);
        CatalogSpellings.Capabilities.WriteFlags(Capabilities.None).ShouldBeEmpty();
    }

    private static void ReadsBack<T>(Spellings<T> spellings, IEnumerable<T> values)
        where T : struct, Enum
    {
        foreach (var value in values) spellings.Read(spellings.Write(value)).ShouldBe(value);
    }
}
