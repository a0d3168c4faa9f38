using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Reports.Models;

/// <summary>The catalog and its models as Markdown.</summary>
internal static class CatalogMarkdown
{
    /// <param name="catalog">The catalog.</param>
    /// <param name="entries">The models to list.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static string ListOf(CatalogSnapshot catalog, ImmutableArray<CatalogEntry> entries, string origin)
    {
        var text = new StringBuilder($"""
            # Models of {origin}

            {entries.Length} of {catalog.Models.Length} models. Prices are USD per million tokens. Call a model by its id, or `{catalog.Auto.Id}`, which chooses one per call.
            Filters: `?q=`, `provider=`, `capability=` (repeatable), `tier=small|mid|frontier`, `free=1`, `usable=1`, `sort=name|input|output|context|speed`.
            One model: `{origin}{CatalogAddresses.List}/{"{provider}/{model}"}.md` or `.json`. As JSON: {origin}{CatalogAddresses.Json}


            """.ReplaceLineEndings("\n"));
        if (catalog.IsDemo) text.Append("Demo mode: no provider has a credential, and the embedded simulator answers every call.\n\n");

        var table = new MarkdownTable("Model", "Tier", "Context", "Max output", "Input", "Cache read", "Cache write", "Output", "Price since", "Capabilities", "Output tokens/s", "Providers", "Used by " + catalog.Auto.Id);
        foreach (var entry in entries)
        {
            table.AddRow(
                entry.Id,
                CatalogNames.Tiers.Write(entry.Model.Tier),
                Number(entry.Model.ContextWindow),
                entry.Model.MaxOutputTokens is { } maxOutput ? Number(maxOutput) : "–",
                Amount(entry.Price?.InputPerMillion),
                Amount(entry.Price?.CacheReadPerMillion),
                Amount(entry.Price?.CacheWrite5mPerMillion),
                Amount(entry.Price?.OutputPerMillion),
                entry.Price is { } price ? Day(price.From) : "free",
                string.Join(", ", CatalogNames.Capabilities.WriteFlags(entry.Model.Capabilities)),
                Speed(entry.IsSimulated ? null : entry.OutputSpeed),
                string.Join(", ", entry.Providers.Select(static provider => $"{provider.Id} ({CatalogDescriptions.Name(provider.State)})")),
                CatalogDescriptions.Name(entry.Role));
        }

        return text.Append(table).ToString();
    }

    /// <inheritdoc cref="ListOf"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="entry">The model.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static string Of(CatalogSnapshot catalog, CatalogEntry entry, string origin)
    {
        var model = entry.Model;
        var text = new StringBuilder($"# {entry.Id}\n\n{CatalogDescriptions.Summarize(entry)}\n\n");
        if (!model.Enabled) text.Append("The operator has turned this model off. Calls to it are rejected.\n\n");
        if (entry.IsSimulated) text.Append("Demo mode: the embedded simulator answers in place of the providers.\n\n");
        text.Append($"- Context window: {Number(model.ContextWindow)} tokens\n");
        text.Append($"- Output: {(model.MaxOutputTokens is { } maxOutput ? $"at most {Number(maxOutput)} tokens" : "limited by the context window only")}\n");
        text.Append($"- Capabilities: {string.Join(", ", CatalogNames.Capabilities.WriteFlags(model.Capabilities))}\n");
        if (!model.Aliases.IsEmpty) text.Append($"- Other names: {string.Join(", ", model.Aliases)}\n");
        text.Append($"- Used by {catalog.Auto.Id}: {CatalogDescriptions.Explain(entry, catalog.Auto)}\n\n");
        AppendPrice(text, entry);

        text.Append("## Providers\n\n");
        var providers = new MarkdownTable("Provider", "Its name for the model", "State", "First token on this node", "Output tokens/s on this node");
        foreach (var provider in entry.Providers)
            providers.AddRow(provider.Id, provider.Model, CatalogDescriptions.Name(provider.State), provider.FirstToken is { } wait ? $"{wait.TotalMilliseconds:0} ms" : "–", Speed(provider.OutputSpeed));
        text.Append(providers).Append($"\n{CatalogDescriptions.Measurement}\n\n");
        return AppendSnippets(text, origin, entry.Id, model.Has(Capabilities.Embeddings)).ToString();
    }

    /// <summary>The page of automatic routing.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="entries">Every model.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static string OfAuto(CatalogSnapshot catalog, ImmutableArray<CatalogEntry> entries, string origin)
    {
        var auto = catalog.Auto;
        var text = new StringBuilder($"# {auto.Id}\n\nChooses a model for each call, by the cost of the session with its caches. See {origin}/docs/routing.md\n\n");
        text.Append($"- Variants: `{auto.Id}:cheap` (the cheapest capable model), `{auto.Id}:best` (the capable model with the highest quality)\n");
        if (!auto.Aliases.IsEmpty) text.Append($"- Other names: {string.Join(", ", auto.Aliases)}\n");
        text.Append('\n');
        var table = new MarkdownTable("Model", "Use");
        foreach (var entry in entries.Where(static entry => entry.Role != AutoRole.None).OrderBy(static entry => entry.Role))
            table.AddRow(entry.Id, CatalogDescriptions.Name(entry.Role));
        text.Append(table).Append('\n');
        return AppendSnippets(text, origin, auto.Id, isEmbedding: false).ToString();
    }

    private static void AppendPrice(StringBuilder text, CatalogEntry entry)
    {
        text.Append("## Price\n\n");
        if (entry.Price is not { } price)
        {
            text.Append("Free.\n\n");
            return;
        }

        text.Append($"USD per million tokens, since {Day(price.From)}.");
        if (price.IsOwn) text.Append(" Set by the operator of this installation.");
        if (price.Source is { } source) text.Append($" Source: {source}{(price.Read is { } read ? $", read on {Day(read)}" : "")}.");
        text.Append("\n\n");
        foreach (var version in price.Tiers.Prepend(price))
        {
            if (version.AboveTokens is { } above) text.Append($"For calls whose prompt has more than {Number(above)} tokens:\n\n");
            var table = new MarkdownTable("Tokens", "USD");
            foreach (var (bucket, amount) in CatalogDescriptions.Buckets(version)) table.AddRow(bucket, Amount(amount));
            text.Append(table).Append('\n');
        }

        foreach (var earlier in entry.EarlierPrices)
            text.Append($"Since {Day(earlier.From)}: {Amount(earlier.InputPerMillion)} input, {Amount(earlier.CacheReadPerMillion)} cache read, {Amount(earlier.OutputPerMillion)} output.\n\n");

        foreach (var provider in entry.Providers)
        {
            if (provider.Price is { } other)
                text.Append($"At {provider.Id}: {Amount(other.InputPerMillion)} input, {Amount(other.CacheReadPerMillion)} cache read, {Amount(other.OutputPerMillion)} output.\n\n");
        }
    }

    private static StringBuilder AppendSnippets(StringBuilder text, string origin, string model, bool isEmbedding)
    {
        foreach (var snippet in ModelSnippets.For(origin, model, isEmbedding))
            text.Append($"## {snippet.Label}\n\n```{snippet.Language}\n{snippet.Text.ReplaceLineEndings("\n")}\n```\n\n");
        return text;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Speed(double? tokensPerSecond) => tokensPerSecond is { } speed ? speed.ToString(speed < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) : "–";

    private static string Amount(NanoUsd? amount) => (amount ?? NanoUsd.Zero).Usd.ToString("0.00#######", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
