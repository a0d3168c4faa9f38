using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Reports.Models;

/// <summary>The order of the models.</summary>
internal enum CatalogSort
{
    /// <summary>The models that can be called, then the others, each by name.</summary>
    Usable,
    Name,
    Input,
    Output,
    Context,

    /// <summary>The measured output speed, highest first; models without a measurement last.</summary>
    Speed,
}

/// <summary>
/// The filters of the catalog in the query string of its page, of its Markdown and of its JSON. Invalid values are ignored, so that an old bookmark still
/// opens.
/// </summary>
internal sealed record CatalogQuery
{
    /// <summary>Characters. The rest of a longer text is ignored.</summary>
    public const int MaxTextLength = 100;

    /// <summary>Words that a model's id, aliases or providers must contain.</summary>
    public string Text { get; private init; } = "";

    public string? Provider { get; private init; }

    public Capabilities Capabilities { get; private init; }

    public Tier? Tier { get; private init; }

    public bool Free { get; private init; }

    public bool UsableOnly { get; private init; }

    public CatalogSort Sort { get; private init; }

    public bool IsFiltered => Text.Length > 0 || Provider is not null || Capabilities != Capabilities.None || Tier is not null || Free || UsableOnly;

    public static CatalogQuery Parse(
        string? text, string? provider, IEnumerable<string?>? capabilities, string? tier, string? free, string? usable, string? sort)
    {
        text = text?.Trim() ?? "";
        return new CatalogQuery
        {
            Text = text.Length > MaxTextLength ? text[..MaxTextLength] : text,
            Provider = string.IsNullOrWhiteSpace(provider) ? null : provider,
            Capabilities = (capabilities ?? []).Aggregate(Capabilities.None, static (all, name) => all | (CatalogNames.Capabilities.Read(name ?? "") ?? Capabilities.None)),
            Tier = CatalogNames.Tiers.Read(tier ?? ""),
            Free = free is not null,
            UsableOnly = usable is not null,
            Sort = CatalogDescriptions.Sorts.FirstOrDefault(order => order.Name == sort).Sort,
        };
    }

    public static CatalogQuery Parse(IQueryCollection query) =>
        Parse(query["q"], query["provider"], query["capability"], query["tier"], NullIfAbsent(query["free"]), NullIfAbsent(query["usable"]), query["sort"]);

    public ImmutableArray<CatalogEntry> Apply(ImmutableArray<CatalogEntry> entries)
    {
        var words = Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. Ordered(entries.Where(entry => Matches(entry) && Array.TrueForAll(words, word => Contains(entry, word))))];
    }

    private bool Matches(CatalogEntry entry) =>
        (Provider is null || entry.Providers.Any(provider => provider.Id == Provider))
        && entry.Model.Has(Capabilities)
        && (Tier is null || entry.Model.Tier == Tier)
        && (!Free || entry.IsFree)
        && (!UsableOnly || entry.IsUsable);

    private static bool Contains(CatalogEntry entry, string word) =>
        entry.Id.Contains(word, StringComparison.OrdinalIgnoreCase)
        || entry.Model.Aliases.Any(alias => alias.Contains(word, StringComparison.OrdinalIgnoreCase))
        || entry.Providers.Any(provider => provider.Id.Contains(word, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<CatalogEntry> Ordered(IEnumerable<CatalogEntry> entries) => Sort switch
    {
        CatalogSort.Name => entries.OrderBy(static entry => entry.Id, StringComparer.Ordinal),
        CatalogSort.Input => entries.OrderBy(static entry => entry.Price?.InputPerMillion ?? NanoUsd.Zero).ThenBy(static entry => entry.Id, StringComparer.Ordinal),
        CatalogSort.Output => entries.OrderBy(static entry => entry.Price?.OutputPerMillion ?? NanoUsd.Zero).ThenBy(static entry => entry.Id, StringComparer.Ordinal),
        CatalogSort.Context => entries.OrderByDescending(static entry => entry.Model.ContextWindow).ThenBy(static entry => entry.Id, StringComparer.Ordinal),
        CatalogSort.Speed => entries.OrderByDescending(static entry => entry.OutputSpeed ?? 0).ThenBy(static entry => entry.Id, StringComparer.Ordinal),
        _ => entries.OrderByDescending(static entry => entry.IsUsable).ThenBy(static entry => entry.Id, StringComparer.Ordinal),
    };

    private static string? NullIfAbsent(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values.ToString();
}
