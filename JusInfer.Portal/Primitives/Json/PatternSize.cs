using System.Globalization;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>
/// Estimates the size of a regular expression: its characters and classes, each as often as quantifiers repeat it.
/// </summary>
/// <remarks>
/// The constructor of <see cref="System.Text.RegularExpressions.Regex"/> multiplies out nested quantifiers before it checks the size. For 60 nested
/// groups such as <c>((a){2}){2}</c> it takes more than 20 s and all memory, and ends with an <see cref="OutOfMemoryException"/>.
/// </remarks>
internal sealed class PatternSize
{
    private readonly string pattern;
    private int at;
    private bool isUnknown;

    private PatternSize(string pattern) => this.pattern = pattern;

    /// <summary>The size, not too small; null if the pattern has a construct that JSON Schema's dialect (ECMA-262) does not have.</summary>
    public static double? Estimate(string pattern)
    {
        var reader = new PatternSize(pattern);
        var size = reader.ReadSequence();
        return reader.isUnknown || reader.at < pattern.Length ? null : size;
    }

    private double ReadSequence()
    {
        var (size, last) = (0d, 0d);
        while (at < pattern.Length && pattern[at] != ')')
        {
            var c = pattern[at++];
            if (c == '{' && TryReadCount(out var count))
            {
                size += last * (count - 1);
                last *= count;
                continue;
            }

            last = c switch
            {
                '(' => ReadGroup(),
                '[' => ReadClass(),
                '\\' => ReadEscape(),
                _ => 1,
            };
            size += last;
        }

        return size;
    }

    private double ReadGroup()
    {
        if (pattern.AsSpan(at) is ['?', var kind, ..])
        {
            // Of the inline options, x would change the syntax.
            isUnknown |= kind is not (':' or '=' or '!' or '<') && pattern.AsSpan(at) is not ['?', 'i', ')' or ':', ..];
            at += 2;
        }

        var size = 1 + ReadSequence();
        isUnknown |= at == pattern.Length;
        at++;
        return size;
    }

    private double ReadClass()
    {
        if (pattern.AsSpan(at) is ['^', ..]) at++;
        if (pattern.AsSpan(at) is [']', ..]) at++;
        while (at < pattern.Length && pattern[at] != ']')
        {
            // .NET's subtraction ([a-z-[aeiou]]) and POSIX classes nest brackets.
            isUnknown |= pattern.AsSpan(at) is ['-', '[', ..] or ['[', ':', ..];
            if (pattern[at++] == '\\') ReadEscape();
        }

        isUnknown |= at >= pattern.Length;
        at++;
        return 1;
    }

    private double ReadEscape()
    {
        isUnknown |= at >= pattern.Length;
        at += pattern.AsSpan(at) is ['c', ..] ? 2 : 1;
        return 1;
    }

    /// <summary>Reads the rest of a quantifier such as <c>{2}</c>, <c>{2,}</c> or <c>{2,5}</c>. Other braces are characters.</summary>
    private bool TryReadCount(out double count)
    {
        count = 1;
        var rest = pattern.AsSpan(at);
        var length = rest.IndexOf('}');
        if (length < 0) return false;
        var bounds = rest[..length];
        var comma = bounds.IndexOf(',');
        var max = bounds[(comma + 1)..];
        if (!TryParse(comma < 0 ? bounds : bounds[..comma], out var least)) return false;
        if (!TryParse(max, out var most) && !max.IsEmpty) return false;
        count = Math.Max(1, Math.Max(least, most));
        at += length + 1;
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out double number) =>
        double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
