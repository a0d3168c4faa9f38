using System.Globalization;
using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Rules;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The <c>prompt_cache_key</c> that OpenAI's API receives if the client has set none: requests with the same key are answered where their common prefix is cached
/// (platform.openai.com/docs/guides/prompt-caching). It is a hash of the team and the session, so that teams share none. Without a known session there is none,
/// because requests that have nothing in common would be answered in one place.
/// </summary>
internal static class PromptCacheKey
{
    /// <returns>Null if the client has set one, if its key does without cache care, or if the session is unknown.</returns>
    public static string? For(Call call)
    {
        var context = call.Context;
        var provider = call.Target.Endpoint.Provider;
        if (!context.Holder.Key.Terms.CacheCare || provider.CacheMarkers is CacheMarkers.Anthropic or CacheMarkers.None) return null;
        if (!EndpointRules.From(provider).TakesCacheKey) return null;
        if (context.Body.Span.IndexOf("\"prompt_cache_key\""u8) >= 0) return null;
        return SessionOf(context) is { } session ? string.Create(CultureInfo.InvariantCulture, $"jusinfer-{session.Sample:x16}") : null;
    }

    /// <summary>The field after another one of the request's object; null if there is none to add.</summary>
    public static byte[]? FieldFor(Call call) => For(call) is { } key ? Encoding.ASCII.GetBytes($",\"prompt_cache_key\":\"{key}\"") : null;

    /// <summary>The session is compared only where there is something to decide. A name that the client gives is known in any case.</summary>
    private static PromptSessionId? SessionOf(CallContext context) =>
        context.Session is { } known ? known.Id
        : context.Attribution.RunId is { } name
            ? PromptSessionId.Create(context.Holder.Key.TeamId, context.Holder.Key.Id, name, root: 0)
        : null;
}
