using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// The cache markers of a body that is passed through. Where the endpoint needs them, the client's own stay, at most four, or the gateway
/// adds some. Where it rejects unknown fields, the client's are removed (yetone/alma-releases#59).
/// </summary>
internal static class ChatMarkers
{
    /// <summary>Removes the client's markers that the endpoint does not accept.</summary>
    /// <param name="ranges">The fields of the request.</param>
    /// <param name="call">The call.</param>
    /// <param name="cuts">Receives the fields to remove.</param>
    public static void Remove(in ChatRequestRanges ranges, Call call, List<Range> cuts)
    {
        if (ranges.CacheMarkers is null) return;
        var endpoint = call.Target.Endpoint;
        var needs = EndpointRules.NeedsMarkers(endpoint);
        var rejects = endpoint.Provider.CacheMarkers == CacheMarkers.None || EndpointRules.From(endpoint.Provider).RejectsUnknownFields;
        if ((needs || rejects) && CacheMarkerPatch.Remove(ranges.CacheMarkers, all: !needs, cuts))
            call.Attempt.Adjusted |= Adjustments.UnknownFields;
    }

    /// <summary>
    /// Adds markers where the client sets none and the prompt will probably be repeated. A continuation gets them at the same places, so
    /// that it finds its prompt in the cache.
    /// </summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The places in the body.</param>
    /// <param name="call">The call.</param>
    /// <param name="joined">The content to which other system messages are appended; null if none is.</param>
    /// <param name="cuts">What is removed.</param>
    public static void Add(BodyPatch patch, in ChatRequestRanges ranges, Call call, Range? joined, List<Range> cuts)
    {
        var sites = ranges.MarkerSites;
        if (!call.Context.Holder.Key.Terms.CacheCare || !(ranges.HasTools || sites.HasAssistant)) return;
        if (!EndpointRules.NeedsMarkers(call.Target.Endpoint) || CacheMarkerPatch.HasAny(ranges.CacheMarkers)) return;
        var body = call.Context.Body.Span;
        foreach (var end in (ReadOnlySpan<Range>)[sites.Tool, joined ?? sites.System, sites.Previous, sites.Last])
        {
            if (!ChatMarkerSites.IsEmpty(end)) CacheMarkerPatch.Mark(patch, body, end, ranges.CacheMarkers, cuts);
        }
    }
}
