using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>The positions of the tool call ids in a request body, in order. Records whether the dialect accepts all of them.</summary>
internal sealed class ToolCallIdSites
{
    private readonly List<ToolCallIdSite> sites = [];
    private bool hasForeign;

    public IReadOnlyList<ToolCallIdSite> All => sites;

    /// <summary>The original id of the first call; null if there is none.</summary>
    /// <param name="body">The body with the ids.</param>
    public string? FirstCallIn(ReadOnlySpan<byte> body)
    {
        foreach (var site in sites)
        {
            if (site.IsResult) continue;
            var json = new Utf8JsonReader(body[site.Value]);
            json.Read();
            return ToolCallIds.Decode(json.GetString()!);
        }

        return null;
    }

    /// <summary>Adds an id.</summary>
    /// <param name="site">The position of the id.</param>
    /// <param name="fits">The dialect accepts the id.</param>
    public void Add(ToolCallIdSite site, bool fits)
    {
        sites.Add(site);
        hasForeign |= !fits;
    }

    /// <summary>
    /// Replaces ids that the upstream would reject, because they have another provider's format or are used for several calls. The rest of
    /// the body does not change.
    /// </summary>
    public void Map(BodyPatch patch, ReadOnlySpan<byte> body, ToolCallIdRule rule)
    {
        if (!hasForeign && !HasRepeated()) return;
        var ids = new ToolCallIdMap(rule);
        foreach (var site in sites)
        {
            var json = new Utf8JsonReader(body[site.Value]);
            json.Read();
            var id = json.GetString()!;
            var mapped = site.IsResult ? ids.ForResult(ToolCallIds.Decode(id)) : ids.ForCall(ToolCallIds.Decode(id), name: "");
            if (mapped != id) patch.Replace(site.Value, JsonSerializer.SerializeToUtf8Bytes(mapped));
        }
    }

    /// <summary>Two calls have the same id, or, very rarely, ids with the same hash.</summary>
    private bool HasRepeated()
    {
        var hashes = sites.FindAll(static site => !site.IsResult).ConvertAll(static site => site.Hash);
        hashes.Sort();
        for (var i = 1; i < hashes.Count; i++)
        {
            if (hashes[i] == hashes[i - 1]) return true;
        }

        return false;
    }
}

/// <summary>The position of a tool call id in a request body.</summary>
/// <param name="Value">The string token of the id, including the quotes.</param>
/// <param name="IsResult">The id belongs to a tool result, not to a call.</param>
/// <param name="Hash">A hash of the id.</param>
/// <param name="Number">The number of the message or item that contains the id.</param>
internal readonly record struct ToolCallIdSite(Range Value, bool IsResult, int Hash, int Number);
