namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// A text as a model might quote it: white space of any kind and length is one space, quotation marks and dashes of any shape are the plain ones. Each of
/// its letters knows where it stands in the text itself.
/// </summary>
internal sealed class LooseText
{
    private readonly int[] ends;

    public LooseText(ReadOnlySpan<char> text)
    {
        var letters = new char[text.Length];
        ends = new int[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = Plain(text[i]);
            if (letter == ' ' && count > 0 && letters[count - 1] == ' ')
            {
                ends[count - 1] = i + 1;
                continue;
            }

            letters[count] = letter;
            ends[count++] = i + 1;
        }

        Value = new string(letters, 0, count);
    }

    public string Value { get; }

    /// <summary>Where the letter ends in the text itself.</summary>
    public int EndOf(int letter) => ends[letter];

    private static char Plain(char letter) => letter switch
    {
        '“' or '”' or '„' or '«' or '»' => '"',
        '‘' or '’' or '‚' => '\'',
        '–' or '—' or '‑' => '-',
        _ when char.IsWhiteSpace(letter) => ' ',
        _ => letter,
    };
}
