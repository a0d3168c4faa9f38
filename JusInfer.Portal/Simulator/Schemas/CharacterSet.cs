using System.Text;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>A character class of a regular expression: <c>[a-z_]</c>, <c>[^/]</c>, <c>\d</c>. ASCII only.</summary>
internal sealed class CharacterSet(string members, bool negated = false)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Printable = Letters + Digits + "_-.:/ !\"#$%&'()*+,;<=>?@[\\]^`{|}~";

    public static CharacterSet? Shorthand(char c) => c switch
    {
        'd' => new CharacterSet(Digits),
        'w' => new CharacterSet(Letters + Digits + "_"),
        's' => new CharacterSet(" \t\n"),
        'D' => new CharacterSet(Digits, negated: true),
        'W' => new CharacterSet(Letters + Digits + "_", negated: true),
        'S' => new CharacterSet(" \t\n", negated: true),
        _ => null,
    };

    public static char? ControlCharacter(char c) => c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => null };

    /// <summary>A member of the class, selected by the variant. Letters come first, then digits, then other characters.</summary>
    public char Pick(int variant)
    {
        var set = negated ? string.Concat(Printable.Where(c => !members.Contains(c))) : string.Concat(Printable.Where(members.Contains));
        if (set.Length == 0) set = members;
        return set[variant % set.Length];
    }

    /// <summary>
    /// Reads a class; <paramref name="at"/> is the position after its opening bracket. Null if it is empty or does not end.
    /// </summary>
    public static CharacterSet? Read(string pattern, ref int at)
    {
        var negated = at < pattern.Length && pattern[at] is '^';
        if (negated) at++;
        var members = new StringBuilder();
        while (at < pattern.Length && pattern[at] is not ']')
        {
            if (ReadMember(pattern, ref at, members) is not { } first) continue;
            if (at + 1 >= pattern.Length || pattern[at] is not '-' || pattern[at + 1] is ']')
            {
                members.Append(first);
                continue;
            }

            at++;
            if (ReadMember(pattern, ref at, members) is not { } last || last < first || last - first > 0xFFF) return null;
            for (var c = first; c <= last; c++) members.Append(c);
        }

        if (at >= pattern.Length) return null;
        at++;
        return members.Length == 0 ? null : new CharacterSet(members.ToString(), negated);
    }

    /// <summary>Reads one character. A shorthand such as <c>\d</c> adds its members and returns null.</summary>
    private static char? ReadMember(string pattern, ref int at, StringBuilder members)
    {
        var c = pattern[at++];
        if (c is not '\\' || at >= pattern.Length) return c;
        c = pattern[at++];
        if (Shorthand(c) is not { } set) return ControlCharacter(c) ?? c;
        members.Append(set.Members);
        return null;
    }

    private string Members => negated ? string.Concat(Printable.Where(c => !members.Contains(c))) : members;
}
