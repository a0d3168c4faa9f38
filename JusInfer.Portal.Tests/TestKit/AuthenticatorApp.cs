using JusInfer.Portal.Accounts.SecondFactors;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>An authenticator app that someone has typed a key into.</summary>
internal sealed class AuthenticatorApp(string key)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly byte[] secret = Decode(key);

    /// <summary>The code that the app shows if its clock differs from <paramref name="now"/> by a number of steps.</summary>
    public string CodeAt(DateTimeOffset now, int steps = 0) => Totp.CodeAt(secret, Totp.StepAt(now) + steps);

    private static byte[] Decode(string text)
    {
        var bits = string.Concat(text.Select(character => Convert.ToString(Alphabet.IndexOf(character, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}
