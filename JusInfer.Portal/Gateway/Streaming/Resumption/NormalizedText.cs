using System.Runtime.InteropServices;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// A text as a model might quote it: white space of any kind and length is one space, quotation marks and dashes of any shape are the plain
/// ones, and there are no backslashes. Each of its letters knows where it stands in the text itself. It grows with the text.
/// </summary>
internal sealed class NormalizedText
{
    private readonly List<char> letters;
    private readonly List<int> ends;
    private int length;

    public NormalizedText(ReadOnlySpan<char> text)
    {
        (letters, ends) = (new List<char>(text.Length), new List<int>(text.Length));
        Append(text);
    }

    public ReadOnlySpan<char> Letters => CollectionsMarshal.AsSpan(letters);

    public int Length => letters.Count;

    public void Append(ReadOnlySpan<char> text)
    {
        foreach (var each in text)
        {
            length++;
            if (each == '\\') continue;
            var letter = Plain(each);
            if (letter == ' ' && letters.Count > 0 && letters[^1] == ' ')
            {
                ends[^1] = length;
                continue;
            }

            letters.Add(letter);
            ends.Add(length);
        }
    }

    /// <summary>Where the text itself stands before this letter.</summary>
    public int StartOf(int letter) => letter == 0 ? 0 : ends[letter - 1];

    public override string ToString() => Letters.ToString();

    private static char Plain(char letter) => letter switch
    {
        '“' or '”' or '„' or '«' or '»' => '"',
        '‘' or '’' or '‚' => '\'',
        '–' or '—' or '‑' => '-',
        _ when char.IsWhiteSpace(letter) => ' ',
        _ => letter,
    };
}
