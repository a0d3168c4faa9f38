using System.Text;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>The characters of a class in a pattern: <c>[a-z_]</c>, <c>[^/]</c>, <c>\d</c>. ASCII alone.</summary>
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

    public static char? Control(char c) => c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => null };

    /// <summary>Some member; another one for another variant. A letter before a digit before a sign, where the set has several.</summary>
    public char Pick(int variant)
    {
        var set = negated ? string.Concat(Printable.Where(c => !members.Contains(c))) : string.Concat(Printable.Where(members.Contains));
        if (set.Length == 0) set = members;
        return set[variant % set.Length];
    }

    /// <summary>Reads a class from behind its opening bracket; null where it does not end or is empty.</summary>
    public static CharacterSet? Read(string pattern, ref int at)
    {
        var negated = at < pattern.Length && pattern[at] is '^';
        if (negated) at++;
        var members = new StringBuilder();
        while (at < pattern.Length && pattern[at] is not ']')
        {
            if (Member(pattern, ref at, members) is not { } first) continue;
            if (at + 1 >= pattern.Length || pattern[at] is not '-' || pattern[at + 1] is ']')
            {
                members.Append(first);
                continue;
            }

            at++;
            if (Member(pattern, ref at, members) is not { } last || last < first || last - first > 0xFFF) return null;
            for (var c = first; c <= last; c++) members.Append(c);
        }

        if (at >= pattern.Length) return null;
        at++;
        return members.Length == 0 ? null : new CharacterSet(members.ToString(), negated);
    }

    /// <summary>One character; null where it was a shorthand, whose members are added.</summary>
    private static char? Member(string pattern, ref int at, StringBuilder members)
    {
        var c = pattern[at++];
        if (c is not '\\' || at >= pattern.Length) return c;
        c = pattern[at++];
        if (Shorthand(c) is not { } set) return Control(c) ?? c;
        members.Append(set.Members);
        return null;
    }

    private string Members => negated ? string.Concat(Printable.Where(c => !members.Contains(c))) : members;
}
