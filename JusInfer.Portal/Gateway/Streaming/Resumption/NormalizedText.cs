using System.Runtime.InteropServices;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// A text normalized for comparison with a model's quotation of it: each run of white space is one space, quotation marks and dashes
/// are ASCII, and backslashes are removed. Maps the position of each character to the original text.
/// </summary>
internal sealed class NormalizedText
{
    private readonly List<char> characters;
    private readonly List<int> ends;
    private int length;

    public NormalizedText(ReadOnlySpan<char> text)
    {
        (characters, ends) = (new List<char>(text.Length), new List<int>(text.Length));
        Append(text);
    }

    public ReadOnlySpan<char> Characters => CollectionsMarshal.AsSpan(characters);

    public int Length => characters.Count;

    public void Append(ReadOnlySpan<char> text)
    {
        foreach (var original in text)
        {
            length++;
            if (original == '\\') continue;
            var character = Normalize(original);
            if (character == ' ' && characters.Count > 0 && characters[^1] == ' ')
            {
                ends[^1] = length;
                continue;
            }

            characters.Add(character);
            ends.Add(length);
        }
    }

    /// <summary>The offset in the original text after the first <paramref name="count"/> normalized characters.</summary>
    public int OriginalOffset(int count) => count == 0 ? 0 : ends[count - 1];

    public override string ToString() => Characters.ToString();

    private static char Normalize(char character) => character switch
    {
        '“' or '”' or '„' or '«' or '»' => '"',
        '‘' or '’' or '‚' => '\'',
        '–' or '—' or '‑' => '-',
        _ when char.IsWhiteSpace(character) => ' ',
        _ => character,
    };
}
