namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>What a person enters into their authenticator app.</summary>
/// <param name="Key">The shared secret in Base32, to type.</param>
/// <param name="Link">The same as a link, which apps read from a QR code.</param>
/// <param name="Ticket">What the form posts with the first code, an <see cref="EnrollmentTicket"/>.</param>
internal sealed record Enrollment(Secret Key, Secret Link, Secret Ticket)
{
    private const string Issuer = "JusInfer";

    public static Enrollment Create(string email, byte[] secret, Secret ticket)
    {
        var key = Base32.Encode(secret);
        var label = Uri.EscapeDataString($"{Issuer}:{email}");
        return new Enrollment(
            new Secret(key),
            new Secret(
                $"otpauth://totp/{label}?secret={key}&issuer={Issuer}&algorithm=SHA1&digits={Totp.Digits}&period={Totp.StepSeconds}"),
            ticket);
    }
}
