using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Csv;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.OpenApi;

namespace JusInfer.Portal.Api.Input;

/// <summary>How the values of a .NET type appear in requests. A new field of a type that is not listed needs an entry.</summary>
/// <param name="Expected">Completes the error message "rpm must be …".</param>
/// <param name="Schema">The type in the OpenAPI description.</param>
internal sealed record FieldType(string Expected, JsonSchemaType Schema)
{
    private static readonly Dictionary<Type, FieldType> All = new()
    {
        [typeof(string)] = new("a string", JsonSchemaType.String),
        [typeof(Secret)] = new("a string", JsonSchemaType.String) { Format = "password" },
        [typeof(ImmutableArray<string>)] = new("a list of strings", JsonSchemaType.Array),
        [typeof(bool)] = new("true or false", JsonSchemaType.Boolean),
        [typeof(int)] = new("a whole number", JsonSchemaType.Integer),
        [typeof(long)] = new("a whole number", JsonSchemaType.Integer),
        [typeof(decimal)] = new("a number of US dollars", JsonSchemaType.Number),
        [typeof(DateTimeOffset)] = new("a time as in RFC 3339, such as 2026-11-20T12:00:00Z, or a date such as 2026-11-20", JsonSchemaType.String)
        {
            Format = "date-time",
        },
        [typeof(TeamId)] = IdOf<TeamKind>(),
        [typeof(LedgerEntryId)] = IdOf<LedgerEntryKind>(),
        [typeof(KeyId)] = IdOf<KeyKind>(),
        [typeof(MemberId)] = IdOf<MemberKind>(),
        [typeof(RequestId)] = IdOf<RequestKind>(),
        [typeof(AlertId)] = IdOf<AlertKind>(),
        [typeof(DeliveryId)] = IdOf<DeliveryKind>(),
        [typeof(KeyPolicyChange)] = new("an object", JsonSchemaType.Object),
        [typeof(RoutingPolicyChange)] = new("an object", JsonSchemaType.Object),
        [typeof(KeyScope)] = OneOf(Enum.GetValues<KeyScope>()),
        [typeof(Role)] = OneOf(Role.Owner, Role.Admin, Role.Member, Role.Billing, Role.Viewer),
        [typeof(CapAction)] = OneOf(Enum.GetValues<CapAction>()),
        [typeof(BudgetScope)] = OneOf(Enum.GetValues<BudgetScope>()),
        [typeof(BudgetWindow)] = OneOf(Enum.GetValues<BudgetWindow>()),
        [typeof(ReachAction)] = OneOf(Enum.GetValues<ReachAction>()),
        [typeof(WalletMode)] = OneOf(Enum.GetValues<WalletMode>()),
        [typeof(ExportFormat)] = OneOf(Enum.GetValues<ExportFormat>()),
        [typeof(CallOrder)] = OneOf(Enum.GetValues<CallOrder>()),
        [typeof(CallKinds)] = OneOf(Enum.GetValues<CallKinds>()),
        [typeof(CallRecovery)] = OneOf(Enum.GetValues<CallRecovery>()),
        [typeof(LedgerKind)] = OneOf(LedgerKind.Credit, LedgerKind.Refund, LedgerKind.Adjustment),
    };

    public string? Format { get; private init; }

    /// <summary>The allowed strings of an enumeration; otherwise empty.</summary>
    public ImmutableArray<string> Values { get; private init; } = [];

    /// <summary>The entry of a property's type, which may be nullable or an <see cref="Optional{T}"/>; null if there is none.</summary>
    public static FieldType? Find(Type property) => All.GetValueOrDefault(ValueOf(property));

    /// <exception cref="InvalidOperationException">The type is not listed.</exception>
    public static FieldType From(Type property) =>
        Find(property) ?? throw new InvalidOperationException($"{nameof(FieldType)} has no entry for {property}.");

    /// <summary>The request type of a field that is an object with fields of its own; null for other fields.</summary>
    public static Type? NestedIn(Type property) => Find(property) is { Schema: JsonSchemaType.Object } ? ValueOf(property) : null;

    /// <summary>Whether null means something other than an absent field.</summary>
    public static bool AcceptsNull(Type property) =>
        property.IsGenericType && property.GetGenericTypeDefinition() == typeof(Optional<>)
        && (Nullable.GetUnderlyingType(property.GetGenericArguments()[0]) is not null || NestedIn(property) is not null);

    private static Type ValueOf(Type property)
    {
        if (property.IsGenericType && property.GetGenericTypeDefinition() == typeof(Optional<>)) property = property.GetGenericArguments()[0];
        return Nullable.GetUnderlyingType(property) ?? property;
    }

    private static FieldType IdOf<TKind>()
        where TKind : IIdKind =>
        new($"an id that begins with {TKind.Prefix}", JsonSchemaType.String);

    private static FieldType OneOf<T>(params T[] values)
        where T : struct, Enum
    {
        var names = values.Select(EnumFormat.Format).ToImmutableArray();
        return new FieldType($"one of {string.Join(", ", names)}", JsonSchemaType.String) { Values = names };
    }
}
