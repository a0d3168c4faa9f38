using System.Buffers.Text;
using System.Text;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Unescapes the text of a JSON string for uses that need not be exact, such as hashes and word counts. Escapes of surrogates become a question mark, so that
/// it does not fail for any input.
/// </summary>
internal static class EscapedText
{
    /// <param name="escaped">The text between the quotes.</param>
    /// <param name="output">Receives the text.</param>
    public static void AppendTo(PooledBuffer output, ReadOnlySpan<byte> escaped)
    {
        while (escaped.IndexOf((byte)'\\') is var at and >= 0 && at + 1 < escaped.Length)
        {
            output.Append(escaped[..at]);
            if (escaped[at + 1] == (byte)'u' && at + 6 <= escaped.Length)
            {
                AppendCodePoint(output, escaped.Slice(at + 2, 4));
                escaped = escaped[(at + 6)..];
                continue;
            }

            output.Append([Unescape(escaped[at + 1])]);
            escaped = escaped[(at + 2)..];
        }

        output.Append(escaped);
    }

    private static byte Unescape(byte escape) => escape switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => escape,
    };

    private static void AppendCodePoint(PooledBuffer output, ReadOnlySpan<byte> digits)
    {
        var rune = Utf8Parser.TryParse(digits, out uint code, out var read, 'x') && read == 4 && Rune.IsValid(code) ? new Rune(code) : new Rune('?');
        output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
    }
}
