using System.Text;

namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>
/// The worst tokenizer that a provider can have: letters count as they do on average, four to a token
/// (ai.google.dev/gemini-api/docs/tokens), and each byte of anything else is a token, as the digits were in the attack.
/// </summary>
internal static class BilledText
{
    public static long TokensOf(string text)
    {
        var (letters, others) = (0L, 0L);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune) && rune.IsAscii || rune.Value == ' ') letters++;
            else others += rune.Utf8SequenceLength;
        }

        return ((letters + 3) / 4) + others;
    }
}
