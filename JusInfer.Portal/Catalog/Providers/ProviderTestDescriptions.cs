namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Says what the outcome of a test means, and what to do.</summary>
internal static class ProviderTestDescriptions
{
    public static string Of(ProviderTest test)
    {
        var status = test.Status is { } number ? $" ({number})" : "";
        return test.Outcome switch
        {
            ProviderTestOutcome.Ok => $"{test.Model} answered. Calls can use this provider.",
            ProviderTestOutcome.NoCredential => "There is no credential. Paste the API key of your account at this provider.",
            ProviderTestOutcome.BadCredential =>
                $"The provider rejects the credential{status}. Create a new API key at the provider, check that it may call {test.Model}, and paste it here.",
            ProviderTestOutcome.OutOfCredit => $"The credential is right, but the account has no credit left{status}. Add credit at the provider and test again.",
            ProviderTestOutcome.RateLimited =>
                $"The credential is right, but the account's rate limit is reached{status}. Wait a minute and test again. If it happens often, ask the provider for a higher limit.",
            ProviderTestOutcome.Unreachable =>
                "No connection to the provider could be made. Check that this server may connect to the address, and that the address in the catalog is right.",
            ProviderTestOutcome.TimedOut =>
                "The provider did not answer within 20 seconds. A local server may still be loading the model: test again. Otherwise check the address in the catalog.",
            ProviderTestOutcome.WrongAddress =>
                $"What answers at the address is not the API of this provider{status}. Check baseUrl and dialect of the provider in the catalog.",
            ProviderTestOutcome.NoModel when test.Model is null => "The catalog has no chat model at this provider. Add one to the catalog.",
            ProviderTestOutcome.NoModel =>
                $"The provider does not offer {test.Model} to this account{status}. Enable the model at the provider, or correct its name in the catalog.",
            ProviderTestOutcome.Rejected =>
                $"The provider accepts the credential, but rejected the test{status}. Make a call in the playground to see its message.",
            ProviderTestOutcome.UnknownIssuer =>
                "The issuer of the provider's certificate is not trusted. If it is an issuer of your own, write the file with its "
                + "certificate to tls.caFile of the provider in the catalog.",
            ProviderTestOutcome.WrongCertificateName =>
                "The provider's certificate is for another host. Write the host of the certificate in baseUrl, or have a certificate for "
                + "this one issued.",
            ProviderTestOutcome.ExpiredCertificate =>
                "The provider's certificate has expired or is not valid yet. Have it renewed, and check the clock of this server.",
            ProviderTestOutcome.UnusableCertificate =>
                "The provider's certificate cannot be used. The log of this server says why. Have a new one issued.",
            _ => $"The provider failed{status}. Look at its status page and test again in a minute.",
        };
    }
}
