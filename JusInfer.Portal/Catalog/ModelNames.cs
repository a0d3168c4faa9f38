using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// Every name a model answers to. An id wins over an alias, an alias over what follows from an id by itself: the bare name
/// behind the slash, and the aliases written with the maker in front. A name that nobody has is looked up again without what clients put in
/// front of any model's name.
/// </summary>
internal sealed class ModelNames
{
    /// <summary>
    /// They name no maker but a place or a protocol: Google's resources; LiteLLM's and Aider's word for any endpoint of OpenAI's form; a
    /// reseller; this gateway, where a client joins its provider's name to the model's.
    /// </summary>
    private static readonly string[] Wrappers = ["models/", "openai/", "openrouter/", "jusinfer/"];

    private readonly FrozenDictionary<string, ModelResolution> meanings;

    private ModelNames(FrozenDictionary<string, ModelResolution> meanings) => this.meanings = meanings;

    /// <summary>
    /// Hands out the names of <paramref name="models"/> and <paramref name="auto"/>. <paramref name="clashes"/> are those that two
    /// claim with equal right; the first one keeps them.
    /// </summary>
    public static ModelNames Of(ImmutableArray<Model> models, AutoModel? auto, out ImmutableArray<NameClash> clashes)
    {
        var claims = new NameClaims();
        var pinned = models.Select(model => new ModelResolution.Pinned(model)).ToArray();
        var routed = auto is null ? null : new ModelResolution.Auto(auto);

        foreach (var meaning in pinned) claims.Claim(meaning.Model.Id, meaning);
        if (routed is not null) claims.Claim(routed.Model.Id, routed);

        foreach (var meaning in pinned) claims.ClaimAll(meaning.Model.Aliases, meaning);
        if (routed is not null) claims.ClaimAll(routed.Model.Aliases, routed);

        claims.YieldToExplicit();
        foreach (var meaning in pinned) claims.ClaimAll(Implied(meaning.Model), meaning);

        clashes = claims.Clashes;
        return new ModelNames(claims.Meanings.ToFrozenDictionary(ModelNameComparer.Instance));
    }

    /// <summary>Allocates nothing for a known name that no client has wrapped.</summary>
    public ModelResolution Resolve(string requested) =>
        meanings.TryGetValue(requested, out var meaning)
            ? meaning
            : Unwrapped(requested) ?? new ModelResolution.Unknown(NearestNames.To(requested, meanings));

    private ModelResolution? Unwrapped(string name)
    {
        if (name.Length > NearestNames.MaxNameLength) return null;
        if (Array.Find(Wrappers, wrapper => name.StartsWith(wrapper, StringComparison.OrdinalIgnoreCase)) is not { } wrapper) return null;
        var rest = name[wrapper.Length..];
        return meanings.TryGetValue(rest, out var meaning) ? meaning : Unwrapped(rest);
    }

    private static IEnumerable<string> Implied(Model model)
    {
        var slash = model.Id.IndexOf('/');
        if (slash < 0) yield break;

        yield return model.Id[(slash + 1)..];
        foreach (var alias in model.Aliases.Where(alias => !alias.Contains('/'))) yield return model.Id[..(slash + 1)] + alias;
    }
}
