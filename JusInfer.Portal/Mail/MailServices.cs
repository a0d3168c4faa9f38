using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JusInfer.Portal.Mail;

internal static class MailServices
{
    /// <summary>Adds the outbox, which is disabled until <see cref="AddMail"/>. Requires its store, Data Protection and a <see cref="TimeProvider"/>.</summary>
    internal static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.TryAddSingleton(MailOptions.None);
        services.AddSingleton<MailSeal>();
        services.AddSingleton<MailLimiter>();
        return services.AddSingleton<Outbox>();
    }

    /// <summary>Adds the sending of mails. Requires <see cref="AddOutbox"/>.</summary>
    internal static IServiceCollection AddMail(this IServiceCollection services, MailOptions options) => services
        .AddSingleton(options)
        .AddSingleton<MailClient>()
        .AddSingleton<MailSender>()
        .AddHostedService(static container => container.GetRequiredService<MailSender>());
}
