using System.Text;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>
/// Generates a string that matches a simple regular expression: literals, classes, groups, alternatives and quantifiers, but no lookaround
/// and no backreferences. The caller has to check that the result matches.
/// </summary>
/// <param name="pattern">The regular expression.</param>
/// <param name="repeat">The number of repetitions if a quantifier allows several.</param>
/// <param name="variant">Selects the characters of classes and the alternatives, so that different variants give different strings.</param>
internal sealed class PatternExample(string pattern, int repeat, int variant)
{
    private const int MaxLength = 4096;

    private readonly StringBuilder written = new();
    private int at;

    /// <summary>The generated string; null if the pattern contains an unsupported construct.</summary>
    public static string? Generate(string pattern, int repeat, int variant)
    {
        var example = new PatternExample(pattern, repeat, variant);
        return example.ReadAlternatives() && example.at == pattern.Length ? example.written.ToString() : null;
    }

    private bool HasMore => at < pattern.Length;

    /// <summary>Reads all alternatives and keeps the text of the selected one.</summary>
    private bool ReadAlternatives()
    {
        var start = written.Length;
        var options = new List<string>();
        do
        {
            if (!ReadSequence()) return false;
            options.Add(written.ToString(start, written.Length - start));
            written.Length = start;
        }
        while (TryRead('|'));

        written.Append(options[variant % options.Count]);
        return true;
    }

    private bool ReadSequence()
    {
        while (HasMore && pattern[at] is not ('|' or ')'))
        {
            var start = written.Length;
            if (!ReadAtom()) return false;
            var atom = written.ToString(start, written.Length - start);
            if (!ReadQuantifier(out var times) || (long)times * atom.Length > MaxLength) return false;
            written.Length = start;
            if (atom.Length > 0) written.Insert(start, atom, times);
        }

        return true;
    }

    private bool ReadAtom()
    {
        var c = pattern[at++];
        switch (c)
        {
            case '^' or '$':
                return true;
            case '(':
                return ReadGroup();
            case '[':
                return ReadClass();
            case '.':
                written.Append('a');
                return true;
            case '\\':
                return HasMore && WriteEscape(pattern[at++]);
            case '*' or '+' or '?' or '{':
                return false;
            default:
                written.Append(c);
                return true;
        }
    }

    private bool ReadGroup()
    {
        if (TryRead('?'))
        {
            if (TryRead('<')) at = pattern.IndexOf('>', at) + 1;
            else if (!TryRead(':')) return false;
            if (at == 0 || pattern[at - 1] is '=' or '!') return false;
        }

        return ReadAlternatives() && TryRead(')');
    }

    private bool WriteEscape(char c)
    {
        var set = CharacterSet.Shorthand(c);
        if (set is not null) written.Append(set.Pick(variant));
        else if (c is 'b' or 'A' or 'z' or 'Z') return true;
        else if (char.IsLetterOrDigit(c)) return WriteControlCharacter(c);
        else written.Append(c);
        return true;
    }

    private bool WriteControlCharacter(char c)
    {
        if (CharacterSet.ControlCharacter(c) is not { } control) return false;
        written.Append(control);
        return true;
    }

    private bool ReadClass()
    {
        var set = CharacterSet.Read(pattern, ref at);
        if (set is null) return false;
        written.Append(set.Pick(variant));
        return true;
    }

    private bool ReadQuantifier(out int times)
    {
        times = 1;
        if (TryRead('*')) times = repeat;
        else if (TryRead('+')) times = Math.Max(1, repeat);
        else if (TryRead('?')) times = Math.Min(1, repeat);
        else if (TryRead('{') && !ReadCounts(out times)) return false;
        _ = TryRead('?');
        return true;
    }

    private bool ReadCounts(out int times)
    {
        var end = pattern.IndexOf('}', at);
        times = 0;
        if (end < 0) return false;
        var bounds = pattern[at..end].Split(',');
        at = end + 1;
        if (!int.TryParse(bounds[0], out var min)) return false;
        var max = bounds.Length == 1 ? min : int.TryParse(bounds[1], out var upper) ? upper : int.MaxValue;
        times = Math.Clamp(repeat, min, Math.Max(min, max));
        return true;
    }

    private bool TryRead(char c)
    {
        if (!HasMore || pattern[at] != c) return false;
        at++;
        return true;
    }
}
