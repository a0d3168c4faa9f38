using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Spending.Wallet;

/// <summary>Whether a team pays before or after its calls.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<WalletMode>))]
internal enum WalletMode
{
    /// <summary>Calls are rejected when the balance is used up.</summary>
    Prepaid,

    /// <summary>The balance may be negative: it is what the team owes.</summary>
    Postpaid,
}
