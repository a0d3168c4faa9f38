using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Names the outcome of a test in a few words.</summary>
internal static class ProviderTestLabels
{
    public static string Of(ProviderTestOutcome outcome) => outcome switch
    {
        ProviderTestOutcome.Ok => "works",
        ProviderTestOutcome.NoCredential => "no credential",
        ProviderTestOutcome.BadCredential => "credential rejected",
        ProviderTestOutcome.OutOfCredit => "out of credit",
        ProviderTestOutcome.RateLimited => "rate limited",
        ProviderTestOutcome.Unreachable => "unreachable",
        ProviderTestOutcome.TimedOut => "no answer",
        ProviderTestOutcome.WrongAddress => "wrong address",
        ProviderTestOutcome.NoModel => "no model",
        ProviderTestOutcome.Rejected => "test rejected",
        ProviderTestOutcome.UnknownIssuer => "unknown issuer",
        ProviderTestOutcome.WrongCertificateName => "wrong name",
        ProviderTestOutcome.ExpiredCertificate => "certificate expired",
        ProviderTestOutcome.UnusableCertificate => "bad certificate",
        _ => "failed",
    };
}
