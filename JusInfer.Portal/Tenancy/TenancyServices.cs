namespace JusInfer.Portal.Tenancy;

internal static class TenancyServices
{
    /// <summary>
    /// Adds what people do with their team. Needs an <see cref="ITenancyStore"/>, an <see cref="IInvitationStore"/> and a clock.
    /// </summary>
    internal static IServiceCollection AddTenancy(this IServiceCollection services) =>
        services.AddScoped<MemberCaps>().AddScoped<MemberRemoval>().AddScoped<Invitations>().AddScoped<Joining>();
}
