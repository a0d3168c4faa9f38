namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>What a person enters into their authenticator app.</summary>
/// <param name="Key">The shared secret in Base32, to type.</param>
/// <param name="Link">The same as a link, which apps read from a QR code.</param>
internal sealed record Enrollment(Secret Key, Secret Link)
{
    private const string Issuer = "JusInfer";

    public static Enrollment Create(string email, byte[] secret)
    {
        var key = Base32.Encode(secret);
        var label = Uri.EscapeDataString($"{Issuer}:{email}");
        return new Enrollment(
            new Secret(key),
            new Secret($"otpauth://totp/{label}?secret={key}&issuer={Issuer}&algorithm=SHA1&digits={Totp.Digits}&period={Totp.StepSeconds}"));
    }
}
