namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <content>Where a continuation says again what was said: its end, its beginning, or a place within.</content>
internal sealed partial class ContinuationSplicer
{
    /// <summary>A repetition of as much as was asked for or more, at the beginning or behind something; null where there is none.</summary>
    private (int After, PreambleMatch Opening)? Repetition()
    {
        if (asked == 0) return (0, PreambleMatch.None);
        foreach (var before in PreambleMatch.Of(held, loose))
        {
            for (var length = asked; length <= Math.Min(loose.Length - before.Origin, said.Length); length++)
            {
                if (Repeats(before.Origin, length)) return (loose.StartOf(before.Origin + length), before);
            }
        }

        if (asked < MinAnnounced) return null;
        var place = loose.Letters.IndexOf(said.AsSpan(said.Length - asked));
        if (place <= 0 || PreambleMatch.Announced(held, loose, place, delivered) is not { } announced) return null;
        return (loose.StartOf(place + asked), announced);
    }

    private (int After, PreambleMatch Opening)? ShorterRepetition()
    {
        foreach (var before in PreambleMatch.Of(held, loose))
        {
            for (var length = Math.Min(asked - 1, loose.Length - before.Origin); length >= MinRepetition; length--)
            {
                if (Repeats(before.Origin, length)) return (loose.StartOf(before.Origin + length), before);
            }
        }

        return null;
    }

    /// <summary>It has said nothing else so far, or all of it.</summary>
    private bool IsAllOf(PreambleMatch behind, int place, int common) =>
        common == Math.Min(loose.Length - behind.Origin, said.Length - place);

    private bool Repeats(int origin, int length) => loose.Letters[origin..].StartsWith(said.AsSpan(said.Length - length));

    /// <summary>How much of the answer's beginning it begins with, and behind what.</summary>
    private (PreambleMatch Opening, int Place, int Common) Beginning(IEnumerable<PreambleMatch> openings)
    {
        var best = (Opening: PreambleMatch.None, Place: 0, Common: 0);
        foreach (var before in openings) Try(before);
        if (best.Common < MinRestart && isAsked && said.Length >= LeadingSpace + MinRestart)
        {
            var place = loose.Letters.IndexOf(said.AsSpan(LeadingSpace, MinRestart));
            if (place > 0 && PreambleMatch.Announced(held, loose, place, delivered) is { } announced) Try(announced);
        }

        return best;

        void Try(PreambleMatch before)
        {
            for (var place = 0; place <= LeadingSpace; place++)
            {
                var common = loose.Letters[before.Origin..].CommonPrefixLength(said.AsSpan(place));
                if (common > best.Common) best = (before, place, common);
            }
        }
    }

    /// <summary>All that has come was said before, from some place on.</summary>
    private (PreambleMatch Opening, int Place)? Within()
    {
        foreach (var before in PreambleMatch.Of(held, loose))
        {
            if (said.AsSpan().LastIndexOf(loose.Letters[before.Origin..]) is >= 0 and var place) return (before, place);
        }

        return null;
    }

    /// <summary>All that came, if anything, is the beginning of what it was asked to repeat, or a longer part from within.</summary>
    private bool EndsWithinRepetition()
    {
        if (loose.Length == 0) return true;
        var anchor = said.AsSpan(said.Length - asked);
        foreach (var before in PreambleMatch.Of(held, loose))
        {
            var letters = loose.Letters[before.Origin..].TrimEnd(' ');
            if (letters.Length >= MinCutShort && anchor.StartsWith(letters)) return true;
            if (letters.Length >= MinRepetition && anchor.Contains(letters, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private int Overlap()
    {
        var text = held.ToString();
        for (var length = Math.Min(text.Length, delivered.Length); length >= MinOverlap; length--)
        {
            var end = delivered.AsSpan(delivered.Length - length);
            if (text.AsSpan().StartsWith(end)) return Solid(end) >= MinOverlap ? length : 0;
        }

        return 0;
    }

    /// <summary>How many letters are no white space.</summary>
    private static int Solid(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter)) count++;
        }

        return count;
    }
}
