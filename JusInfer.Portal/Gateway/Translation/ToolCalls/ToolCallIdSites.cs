using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>Where a body names tool calls, in order, and whether the end that speaks its dialect would take all of their ids.</summary>
internal sealed class ToolCallIdSites
{
    private readonly List<ToolCallIdSite> sites = [];
    private bool hasForeign;

    public IReadOnlyList<ToolCallIdSite> All => sites;

    /// <param name="site">The place.</param>
    /// <param name="fits">Its id is one that the dialect takes.</param>
    public void Add(ToolCallIdSite site, bool fits)
    {
        sites.Add(site);
        hasForeign |= !fits;
    }

    /// <summary>
    /// Puts ids in the place of those that would be refused: of another maker's form, or used for a second call. All else stays as it came.
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
            var wanted = site.IsResult ? ids.ForResult(ToolCallIds.Decode(id)) : ids.ForCall(ToolCallIds.Decode(id), name: "");
            if (wanted != id) patch.Replace(site.Value, JsonSerializer.SerializeToUtf8Bytes(wanted));
        }
    }

    /// <summary>Two calls have one id, or, once in a great while, look so.</summary>
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

/// <summary>A place in a body that names a tool call.</summary>
/// <param name="Value">The id's string token, quotes included.</param>
/// <param name="IsResult">It is a result's.</param>
/// <param name="Hash">Of the id: equal for equal ones.</param>
/// <param name="Number">Of the message or item that it stands in.</param>
internal readonly record struct ToolCallIdSite(Range Value, bool IsResult, int Hash, int Number);
