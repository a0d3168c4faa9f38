using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// The names of all models. An id has precedence over an alias, and an alias over implied names: the id without its vendor, and the
/// aliases with it. An unknown name is looked up again without the prefixes that clients add to any name.
/// </summary>
internal sealed class ModelNames
{
    /// <summary>
    /// Prefixes that name a resource type, a protocol or a gateway instead of a vendor: Google's resource names; LiteLLM's and Aider's
    /// prefix for OpenAI-compatible endpoints; OpenRouter; this gateway, for clients that prefix the name of their provider.
    /// </summary>
    private static readonly string[] ClientPrefixes = ["models/", "openai/", "openrouter/", "jusinfer/"];

    private readonly FrozenDictionary<string, ModelResolution> meanings;

    private ModelNames(FrozenDictionary<string, ModelResolution> meanings) => this.meanings = meanings;

    /// <summary>
    /// Assigns the names of <paramref name="models"/> and <paramref name="auto"/>. <paramref name="conflicts"/> are the names that two models
    /// claim with the same precedence; the first one has them.
    /// </summary>
    public static ModelNames Create(ImmutableArray<Model> models, AutoModel? auto, out ImmutableArray<NameConflict> conflicts)
    {
        var claims = new NameClaims();
        var pinned = models.Select(model => new ModelResolution.Pinned(model)).ToArray();
        var routed = auto is null ? null : new ModelResolution.Auto(auto);

        foreach (var meaning in pinned) claims.Claim(meaning.Model.Id, meaning);
        if (routed is not null) claims.Claim(routed.Model.Id, routed);

        foreach (var meaning in pinned) claims.ClaimAll(meaning.Model.Aliases, meaning);
        if (routed is not null)
        {
            claims.ClaimAll(routed.Model.Aliases, routed);
            ClaimVariant(claims, routed.Model, ":cheap", AutoVariant.Cheap);
            ClaimVariant(claims, routed.Model, ":best", AutoVariant.Best);
        }

        claims.ReserveClaimed();
        foreach (var meaning in pinned) claims.ClaimAll(Implied(meaning.Model), meaning);

        conflicts = claims.Conflicts;
        return new ModelNames(claims.Meanings.ToFrozenDictionary(ModelNameComparer.Instance));
    }

    /// <summary>Allocates nothing for a known name without a client prefix.</summary>
    public ModelResolution Resolve(string requested) =>
        meanings.TryGetValue(requested, out var meaning)
            ? meaning
            : WithoutPrefix(requested) ?? new ModelResolution.Unknown(NearestNames.Find(requested, meanings));

    private ModelResolution? WithoutPrefix(string name)
    {
        if (name.Length > NearestNames.MaxNameLength) return null;
        if (Array.Find(ClientPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is not { } prefix) return null;
        var rest = name[prefix.Length..];
        return meanings.TryGetValue(rest, out var meaning) ? meaning : WithoutPrefix(rest);
    }

    private static void ClaimVariant(NameClaims claims, AutoModel auto, string suffix, AutoVariant variant) =>
        claims.ClaimAll(auto.Aliases.Prepend(auto.Id).Select(name => name + suffix), new ModelResolution.Auto(auto, variant));

    private static IEnumerable<string> Implied(Model model)
    {
        var slash = model.Id.IndexOf('/');
        if (slash < 0) yield break;

        yield return model.Id[(slash + 1)..];
        foreach (var alias in model.Aliases.Where(alias => !alias.Contains('/'))) yield return model.Id[..(slash + 1)] + alias;
    }
}
