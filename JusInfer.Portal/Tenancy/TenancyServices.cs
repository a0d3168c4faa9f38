namespace JusInfer.Portal.Tenancy;

internal static class TenancyServices
{
    /// <summary>Adds what people do with their team. Needs an <see cref="ITenancyStore"/>.</summary>
    internal static IServiceCollection AddTenancy(this IServiceCollection services) => services.AddScoped<MemberCaps>();
}
