namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Takes properties and array items out of a body, each with the one comma that goes with it, so that what is left is JSON.
/// </summary>
internal static class JsonCuts
{
    /// <param name="patch">The body's patch.</param>
    /// <param name="body">The body.</param>
    /// <param name="members">Whole properties, from the name, or whole items; in any order.</param>
    public static void Apply(BodyPatch patch, ReadOnlySpan<byte> body, List<Range> members)
    {
        members.Sort(static (left, right) => left.Start.Value.CompareTo(right.Start.Value));
        var taken = 0;
        foreach (var member in members)
        {
            var cut = WithComma(body, member, taken);
            patch.Replace(cut, ReadOnlyMemory<byte>.Empty);
            taken = cut.End.Value;
        }
    }

    /// <summary>A member and its comma: the one before it or, where that one is cut already or there is none, the one after.</summary>
    /// <param name="body">The body.</param>
    /// <param name="member">A whole property or item.</param>
    /// <param name="taken">Where what was cut before it ends.</param>
    public static Range WithComma(ReadOnlySpan<byte> body, Range member, int taken)
    {
        var (start, end) = (member.Start.Value, member.End.Value);
        var before = body[..start].LastIndexOfAnyExcept(" \t\r\n"u8);
        if (before >= taken && body[before] == (byte)',') return before..end;
        var after = body[end..].IndexOfAnyExcept(" \t\r\n"u8);
        return after >= 0 && body[end + after] == (byte)',' ? start..(end + after + 1) : member;
    }
}
