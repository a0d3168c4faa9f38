using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Says what is wrong with the certificate of a provider, where HttpClient says that the connection could not be established. Accepts and
/// rejects what the system does.
/// </summary>
internal static class CertificateCheck
{
    /// <summary>A callback for <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>.</summary>
    /// <exception cref="CertificateException">The certificate is not accepted.</exception>
    public static bool Run(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None) throw Describe(sender, certificate, chain, errors);
        return errors == SslPolicyErrors.None;
    }

    private static CertificateException Describe(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var faults = new SortedDictionary<CertificateFault, string>();
        if (certificate is not X509Certificate2 shown)
        {
            faults[CertificateFault.Unusable] = "it shows no certificate";
        }
        else
        {
            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            {
                var host = (sender as SslStream)?.TargetHostName;
                faults[CertificateFault.WrongName] = $"its certificate is for {NamesOf(shown)}, not for {host}";
            }

            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) AddFaults(faults, shown, chain);
        }

        var (first, _) = faults.First();
        return new CertificateException(first, string.Join(", and ", faults.Values));
    }

    private static void AddFaults(SortedDictionary<CertificateFault, string> faults, X509Certificate2 shown, X509Chain? chain)
    {
        var statuses = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status) ?? default;
        if (statuses.HasFlag(X509ChainStatusFlags.NotTimeValid)) faults[CertificateFault.Expired] = DescribeTime(shown, chain!);
        if ((statuses & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != X509ChainStatusFlags.NoError)
        {
            faults[CertificateFault.UnknownIssuer] = shown.Subject == shown.Issuer
                ? "its certificate is self-signed and not trusted"
                : $"the issuer of its certificate, {shown.Issuer}, is not trusted";
        }

        const X509ChainStatusFlags Named =
            X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        if (faults.Count == 0 || (statuses & ~Named) != X509ChainStatusFlags.NoError)
            faults[CertificateFault.Unusable] = $"its certificate cannot be used ({statuses & ~Named})";
    }

    private static string DescribeTime(X509Certificate2 shown, X509Chain chain)
    {
        var late = chain.ChainElements.FirstOrDefault(static element => element.ChainElementStatus.Any(
            static status => status.Status == X509ChainStatusFlags.NotTimeValid))?.Certificate ?? shown;
        var whose = late.Thumbprint == shown.Thumbprint ? "its certificate" : $"the certificate of its issuer {late.Subject}";

        // The time of a policy is when it was made, and connections share one.
        return late.NotAfter.ToUniversalTime() < TimeProvider.System.GetUtcNow().UtcDateTime
            ? $"{whose} expired on {Day(late.NotAfter)}"
            : $"{whose} is not valid before {Day(late.NotBefore)}";
    }

    private static string Day(DateTime time) => $"{DateFormat.Minute(new DateTimeOffset(time))} UTC";

    private static string NamesOf(X509Certificate2 certificate)
    {
        const int MaxNames = 3;
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(static all =>
                all.EnumerateDnsNames().Concat(all.EnumerateIPAddresses().Select(static address => address.ToString())))
            .Take(MaxNames + 1).ToList();
        return names.Count switch
        {
            0 => certificate.Subject,
            > MaxNames => $"{string.Join(", ", names.Take(MaxNames))} and others",
            _ => string.Join(", ", names),
        };
    }
}

/// <summary>The certificate of a provider is not accepted.</summary>
/// <param name="fault">The reason.</param>
/// <param name="message">What is wrong, as the end of a sentence about the provider.</param>
internal sealed class CertificateException(CertificateFault fault, string message) : Exception(message)
{
    public CertificateFault Fault => fault;

    /// <summary>The exception that caused another one; null if none did.</summary>
    public static CertificateException? In(Exception? exception) =>
        exception is null or CertificateException ? exception as CertificateException : In(exception.InnerException);
}
