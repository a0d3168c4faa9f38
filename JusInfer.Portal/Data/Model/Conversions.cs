using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JusInfer.Portal.Data.Model;

/// <summary>The column types of the modules' value types on both databases.</summary>
internal static class Conversions
{
    /// <summary>On PostgreSQL, ids are <c>uuid</c> and times are <c>timestamptz</c>.</summary>
    public static void UsePostgresTypes(this ModelConfigurationBuilder model)
    {
        model.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        model.UseIds(typeof(IdConverter<>));
        model.UseSharedColumns();
    }

    /// <summary>On SQLite, ids are 16 bytes and times are integers; both sort by time.</summary>
    public static void UseSqliteTypes(this ModelConfigurationBuilder model)
    {
        model.Properties<DateTimeOffset>().HaveConversion<UnixMicrosecondsConverter>();
        model.Properties<DateOnly>().HaveConversion<DayNumberConverter>();
        model.Properties<Guid>().HaveConversion<GuidBytesConverter>();
        model.DefaultTypeMapping<Guid>().HasConversion<GuidBytesConverter>(); // for parameters of SQL text
        model.UseIds(typeof(IdBytesConverter<>));
        model.UseSharedColumns();
    }

    public static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);

    public static Guid FromBytes(byte[] bytes) => new(bytes, bigEndian: true);

    public static long ToUnixMicroseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromUnixMicroseconds(long time) =>
        DateTimeOffset.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond);

    private static void UseIds(this ModelConfigurationBuilder model, Type converter)
    {
        model.Properties<TeamId>().HaveConversion(converter.MakeGenericType(typeof(TeamKind)));
        model.Properties<UserId>().HaveConversion(converter.MakeGenericType(typeof(UserKind)));
        model.Properties<MemberId>().HaveConversion(converter.MakeGenericType(typeof(MemberKind)));
        model.Properties<InvitationId>().HaveConversion(converter.MakeGenericType(typeof(InvitationKind)));
        model.Properties<SignInSessionId>().HaveConversion(converter.MakeGenericType(typeof(SignInSessionKind)));
        model.Properties<KeyId>().HaveConversion(converter.MakeGenericType(typeof(KeyKind)));
        model.Properties<BudgetId>().HaveConversion(converter.MakeGenericType(typeof(BudgetKind)));
        model.Properties<LedgerEntryId>().HaveConversion(converter.MakeGenericType(typeof(LedgerEntryKind)));
        model.Properties<RequestId>().HaveConversion(converter.MakeGenericType(typeof(RequestKind)));
        model.Properties<AlertId>().HaveConversion(converter.MakeGenericType(typeof(AlertKind)));
        model.Properties<WebhookId>().HaveConversion(converter.MakeGenericType(typeof(WebhookKind)));
        model.Properties<MailId>().HaveConversion(converter.MakeGenericType(typeof(MailIdKind)));
        model.Properties<DeliveryId>().HaveConversion(converter.MakeGenericType(typeof(DeliveryKind)));
    }

    private static void UseSharedColumns(this ModelConfigurationBuilder model)
    {
        model.Properties<NanoUsd>().HaveConversion<NanoUsdConverter>();
        model.Properties<Tenancy.Role>().HaveConversion<string>();
        model.Properties<Keys.KeyScope>().HaveConversion<string>();
        model.Properties<Tenancy.CapAction>().HaveConversion<string>();
        model.Properties<Spending.Wallet.WalletMode>().HaveConversion<string>();
        model.Properties<Spending.Wallet.LedgerKind>().HaveConversion<string>();
        model.Properties<Spending.Budgets.BudgetScope>().HaveConversion<string>();
        model.Properties<Spending.Budgets.BudgetWindow>().HaveConversion<string>();
        model.Properties<Spending.Budgets.ReachAction>().HaveConversion<string>();
        model.Properties<Usage.Feedback.FeedbackSubject>().HaveConversion<string>();
        model.Properties<Usage.RoutingGroup>().HaveConversion<string>();
        model.Properties<Admission.Runaway.PauseScope>().HaveConversion<string>();
        model.Properties<Notifications.Alerts.AlertRule>().HaveConversion<string>();
        model.Properties<Notifications.Webhooks.DeliveryStatus>().HaveConversion<string>();
        model.Properties<Mail.MailKind>().HaveConversion<string>();
        model.Properties<Catalog.Providers.ProviderTestOutcome>().HaveConversion<string>();
    }

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(time => time.ToUniversalTime(), time => time);

    private sealed class UnixMicrosecondsConverter()
        : ValueConverter<DateTimeOffset, long>(time => ToUnixMicroseconds(time), time => FromUnixMicroseconds(time));

    private sealed class DayNumberConverter()
        : ValueConverter<DateOnly, int>(day => day.DayNumber, number => DateOnly.FromDayNumber(number));

    private sealed class GuidBytesConverter() : ValueConverter<Guid, byte[]>(id => ToBytes(id), bytes => FromBytes(bytes));

    private sealed class IdConverter<TKind>() : ValueConverter<Id<TKind>, Guid>(id => id.Value, value => new Id<TKind>(value))
        where TKind : IIdKind;

    private sealed class IdBytesConverter<TKind>()
        : ValueConverter<Id<TKind>, byte[]>(id => ToBytes(id.Value), bytes => new Id<TKind>(FromBytes(bytes)))
        where TKind : IIdKind;

    private sealed class NanoUsdConverter() : ValueConverter<NanoUsd, long>(amount => amount.Value, value => new NanoUsd(value));
}
