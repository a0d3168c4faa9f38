using System.Text;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>
/// Writes strings that a simple regular expression matches: literals, classes, groups, alternatives and quantifiers; no look-around and no
/// back-references. What it writes is to be checked against the pattern.
/// </summary>
/// <param name="pattern">The regular expression.</param>
/// <param name="repeat">How often a part is repeated where the pattern leaves it open.</param>
/// <param name="variant">Turns to other characters of a class and other alternatives, so that two strings may differ.</param>
internal sealed class PatternExample(string pattern, int repeat, int variant)
{
    private const int MaxLength = 4096;

    private readonly StringBuilder written = new();
    private int at;

    /// <summary>Null where the pattern holds something that this does not know.</summary>
    public static string? Of(string pattern, int repeat, int variant)
    {
        var example = new PatternExample(pattern, repeat, variant);
        return example.Alternatives() && example.at == pattern.Length ? example.written.ToString() : null;
    }

    private bool More => at < pattern.Length;

    /// <summary>Reads every alternative and keeps what the chosen one wrote.</summary>
    private bool Alternatives()
    {
        var start = written.Length;
        var options = new List<string>();
        do
        {
            if (!Sequence()) return false;
            options.Add(written.ToString(start, written.Length - start));
            written.Length = start;
        }
        while (Take('|'));

        written.Append(options[variant % options.Count]);
        return true;
    }

    private bool Sequence()
    {
        while (More && pattern[at] is not ('|' or ')'))
        {
            var start = written.Length;
            if (!Atom()) return false;
            var atom = written.ToString(start, written.Length - start);
            if (!Times(out var times) || (long)times * atom.Length > MaxLength) return false;
            written.Length = start;
            for (var i = 0; i < times; i++) written.Append(atom);
        }

        return true;
    }

    private bool Atom()
    {
        var c = pattern[at++];
        switch (c)
        {
            case '^' or '$':
                return true;
            case '(':
                return Group();
            case '[':
                return Class();
            case '.':
                written.Append('a');
                return true;
            case '\\':
                return More && Escape(pattern[at++]);
            case '*' or '+' or '?' or '{':
                return false;
            default:
                written.Append(c);
                return true;
        }
    }

    private bool Group()
    {
        if (Take('?'))
        {
            if (Take('<')) at = pattern.IndexOf('>', at) + 1;
            else if (!Take(':')) return false;
            if (at == 0 || pattern[at - 1] is '=' or '!') return false;
        }

        return Alternatives() && Take(')');
    }

    private bool Escape(char c)
    {
        var set = CharacterSet.Shorthand(c);
        if (set is not null) written.Append(set.Pick(variant));
        else if (c is 'b' or 'A' or 'z' or 'Z') return true;
        else if (char.IsLetterOrDigit(c)) return Control(c);
        else written.Append(c);
        return true;
    }

    private bool Control(char c)
    {
        if (CharacterSet.Control(c) is not { } control) return false;
        written.Append(control);
        return true;
    }

    private bool Class()
    {
        var set = CharacterSet.Read(pattern, ref at);
        if (set is null) return false;
        written.Append(set.Pick(variant));
        return true;
    }

    private bool Times(out int times)
    {
        times = 1;
        if (Take('*')) times = repeat;
        else if (Take('+')) times = Math.Max(1, repeat);
        else if (Take('?')) times = Math.Min(1, repeat);
        else if (Take('{') && !Counted(out times)) return false;
        _ = Take('?');
        return true;
    }

    private bool Counted(out int times)
    {
        var end = pattern.IndexOf('}', at);
        times = 0;
        if (end < 0) return false;
        var bounds = pattern[at..end].Split(',');
        at = end + 1;
        if (!int.TryParse(bounds[0], out var least)) return false;
        var most = bounds.Length == 1 ? least : int.TryParse(bounds[1], out var given) ? given : int.MaxValue;
        times = Math.Clamp(repeat, least, Math.Max(least, most));
        return true;
    }

    private bool Take(char c)
    {
        if (!More || pattern[at] != c) return false;
        at++;
        return true;
    }
}
