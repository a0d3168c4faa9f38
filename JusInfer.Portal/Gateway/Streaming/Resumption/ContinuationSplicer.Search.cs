namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <content>Searches for exact repetitions of the delivered text: of its end, its start or a part.</content>
internal sealed partial class ContinuationSplicer
{
    /// <summary>Finds a repetition of at least the anchor, possibly after a preamble; null if there is none.</summary>
    /// <returns>The offset in the held text after the repetition, and the preamble.</returns>
    private (int After, PreambleMatch Preamble)? FindRepetition()
    {
        if (anchorLength == 0) return (0, PreambleMatch.None);
        foreach (var before in PreambleMatch.Of(held, normalized))
        {
            for (var length = anchorLength; length <= Math.Min(normalized.Length - before.TextStart, normalizedDelivered.Length); length++)
            {
                if (RepeatsEnd(before.TextStart, length)) return (normalized.OriginalOffset(before.TextStart + length), before);
            }
        }

        if (anchorLength < MinAnnouncedRepetition) return null;
        var position = normalized.Characters.IndexOf(normalizedDelivered.AsSpan(normalizedDelivered.Length - anchorLength));
        if (position <= 0 || PreambleMatch.FindAnnouncement(held, normalized, position, delivered) is not { } announced) return null;
        return (normalized.OriginalOffset(position + anchorLength), announced);
    }

    /// <summary>Finds a repetition that is shorter than the anchor.</summary>
    private (int After, PreambleMatch Preamble)? FindShorterRepetition()
    {
        foreach (var before in PreambleMatch.Of(held, normalized))
        {
            for (var length = Math.Min(anchorLength - 1, normalized.Length - before.TextStart); length >= MinRepetition; length--)
            {
                if (RepeatsEnd(before.TextStart, length)) return (normalized.OriginalOffset(before.TextStart + length), before);
            }
        }

        return null;
    }

    /// <summary>Whether the match extends to the end of the held text or of the delivered text.</summary>
    private bool IsFullMatch(PreambleMatch before, int position, int common) =>
        common == Math.Min(normalized.Length - before.TextStart, normalizedDelivered.Length - position);

    private bool RepeatsEnd(int start, int length) =>
        normalized.Characters[start..].StartsWith(normalizedDelivered.AsSpan(normalizedDelivered.Length - length));

    /// <summary>Finds the longest common prefix of the held text, after a preamble, and the delivered text.</summary>
    private (PreambleMatch Preamble, int Position, int Common) FindRestart(IEnumerable<PreambleMatch> preambles)
    {
        var best = (Preamble: PreambleMatch.None, Position: 0, Common: 0);
        foreach (var before in preambles) Try(before);
        if (best.Common < MinRestart && isAnchored && normalizedDelivered.Length >= LeadingSpace + MinRestart)
        {
            var position = normalized.Characters.IndexOf(normalizedDelivered.AsSpan(LeadingSpace, MinRestart));
            if (position > 0 && PreambleMatch.FindAnnouncement(held, normalized, position, delivered) is { } announced) Try(announced);
        }

        return best;

        void Try(PreambleMatch before)
        {
            for (var position = 0; position <= LeadingSpace; position++)
            {
                var common = normalized.Characters[before.TextStart..].CommonPrefixLength(normalizedDelivered.AsSpan(position));
                if (common > best.Common) best = (before, position, common);
            }
        }
    }

    /// <summary>Finds the last position in the delivered text from which the complete held text, after a preamble, repeats it.</summary>
    private (PreambleMatch Preamble, int Position)? FindInside()
    {
        foreach (var before in PreambleMatch.Of(held, normalized))
        {
            if (normalizedDelivered.AsSpan().LastIndexOf(normalized.Characters[before.TextStart..]) is >= 0 and var position)
                return (before, position);
        }

        return null;
    }

    /// <summary>Whether the held text is empty, a prefix of the anchor, or a longer part of it.</summary>
    private bool IsIncompleteRepetition()
    {
        if (normalized.Length == 0) return true;
        var anchor = normalizedDelivered.AsSpan(normalizedDelivered.Length - anchorLength);
        foreach (var before in PreambleMatch.Of(held, normalized))
        {
            var text = normalized.Characters[before.TextStart..].TrimEnd(' ');
            if (text.Length >= MinIncompleteRepetition && anchor.StartsWith(text)) return true;
            if (text.Length >= MinRepetition && anchor.Contains(text, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>The length of the longest exact overlap of the delivered text's end and the held text's start.</summary>
    private int OverlapLength()
    {
        var text = held.ToString();
        for (var length = Math.Min(text.Length, delivered.Length); length >= MinOverlap; length--)
        {
            var end = delivered.AsSpan(delivered.Length - length);
            if (text.AsSpan().StartsWith(end)) return CountNonWhiteSpace(end) >= MinOverlap ? length : 0;
        }

        return 0;
    }

    private static int CountNonWhiteSpace(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character)) count++;
        }

        return count;
    }
}
