namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Removes properties and array items from a JSON body, each with one comma, so that the rest is valid JSON.</summary>
internal static class JsonMembers
{
    /// <param name="patch">The patch of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="members">The ranges of properties (name and value) or items, in any order. One can contain others.</param>
    public static void Remove(BodyPatch patch, ReadOnlySpan<byte> body, List<Range> members)
    {
        members.Sort(static (left, right) => left.Start.Value.CompareTo(right.Start.Value));
        var removedUpTo = 0;
        foreach (var member in members)
        {
            if (member.Start.Value < removedUpTo) continue;
            var range = WithComma(body, member, removedUpTo);
            patch.Replace(range, ReadOnlyMemory<byte>.Empty);
            removedUpTo = range.End.Value;
        }
    }

    /// <summary>
    /// The range of a member and its comma: the comma before it, or the one after it if the former is absent or already removed.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="member">The range of a property (name and value) or item.</param>
    /// <param name="removedUpTo">The end of the previously removed range.</param>
    public static Range WithComma(ReadOnlySpan<byte> body, Range member, int removedUpTo)
    {
        var (start, end) = (member.Start.Value, member.End.Value);
        var before = body[..start].LastIndexOfAnyExcept(" \t\r\n"u8);
        if (before >= removedUpTo && body[before] == (byte)',') return before..end;
        var after = body[end..].IndexOfAnyExcept(" \t\r\n"u8);
        return after >= 0 && body[end + after] == (byte)',' ? start..(end + after + 1) : member;
    }
}
