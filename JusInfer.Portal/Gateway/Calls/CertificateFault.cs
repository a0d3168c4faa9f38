namespace JusInfer.Portal.Gateway.Calls;

/// <summary>Why the certificate of a provider is not accepted. The first of several counts.</summary>
internal enum CertificateFault
{
    /// <summary>It has expired, or is not valid yet.</summary>
    Expired,

    /// <summary>It is for another host.</summary>
    WrongName,

    /// <summary>Its issuer is not trusted.</summary>
    UnknownIssuer,

    /// <summary>It cannot be used for another reason, for example because it is missing or revoked.</summary>
    Unusable,
}
