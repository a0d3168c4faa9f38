namespace JusInfer.Portal.Audit;

internal static class AuditServices
{
    /// <summary>Adds the verification of the audit log. Requires an <see cref="IAuditStore"/>.</summary>
    internal static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<AuditVerification>();
}
