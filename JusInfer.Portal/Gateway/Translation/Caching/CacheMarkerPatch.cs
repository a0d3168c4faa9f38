using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Caching;

/// <summary>Adds cache markers to a body that is passed through, and removes those that the endpoint does not accept.</summary>
internal static class CacheMarkerPatch
{
    private static readonly byte[] Value = "{\"type\":\"ephemeral\"}"u8.ToArray();
    private static readonly byte[] Field = [.. ",\"cache_control\":"u8, .. Value];
    private static readonly byte[] PartStart = "[{\"type\":\"text\",\"text\":"u8.ToArray();
    private static readonly byte[] PartEnd = [.. Field, .. "}]"u8];

    /// <summary>Whether the client has set markers, so that none is added.</summary>
    public static bool HasAny(List<CacheMarker>? given) => given?.Exists(static marker => marker.IsSet) == true;

    /// <summary>Marks the end of a part of the prompt, unless the part is removed.</summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="end">An object, or the string of a content, which becomes a list with one text.</param>
    /// <param name="given">The fields of the client, none of which is set; null if there are none.</param>
    /// <param name="cuts">What is removed.</param>
    public static void Mark(BodyPatch patch, ReadOnlySpan<byte> body, Range end, List<CacheMarker>? given, List<Range> cuts)
    {
        // What is put around a string is not within the range of a removal.
        foreach (var cut in cuts)
        {
            if (Contains(cut, end)) return;
        }

        if (body[end.Start] == (byte)'"')
        {
            patch.Insert(end.Start.Value, PartStart);
            patch.Insert(end.End.Value, PartEnd);
        }
        else if (given?.FindLast(marker => Contains(end, marker.Field.FullRange)) is { Field.Value: var empty } && !empty.Equals(default))
        {
            patch.Replace(empty, Value);
        }
        else
        {
            patch.Insert(end.End.Value - 1, Field);
        }
    }

    /// <summary>Removes the markers of the client that do not go out.</summary>
    /// <param name="given">The fields of the client; null if there are none.</param>
    /// <param name="all">The endpoint accepts none.</param>
    /// <param name="cuts">Receives the fields to remove; may be null.</param>
    /// <returns>Whether a field is removed.</returns>
    public static bool Remove(List<CacheMarker>? given, bool all, List<Range>? cuts)
    {
        if (given is null) return false;
        var budget = all ? MarkerBudget.None : BudgetOf(given);
        var isAny = false;
        for (var i = given.Count - 1; i >= 0; i--)
        {
            if ((!all && !given[i].IsSet) || budget.Takes(given[i].Section)) continue;
            cuts?.Add(given[i].Field.FullRange);
            isAny = true;
        }

        return isAny;
    }

    /// <summary>Whether a range is a part of another one.</summary>
    public static bool Contains(Range whole, Range part) => whole.Start.Value <= part.Start.Value && part.End.Value <= whole.End.Value;

    private static MarkerBudget BudgetOf(List<CacheMarker> given)
    {
        var (markers, isAutomatic) = (0, false);
        foreach (var marker in given)
        {
            if (!marker.IsSet) continue;
            if (marker.Section == PromptSection.Request) isAutomatic = true;
            else markers++;
        }

        return MarkerBudget.For(markers, isAutomatic);
    }
}
