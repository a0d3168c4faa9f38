using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>What raises an alert.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<AlertRule>))]
internal enum AlertRule
{
    /// <summary>A budget or cap is used by 50, 80 or 100 percent. Once per amount and window.</summary>
    BudgetThreshold,

    /// <summary>At its current rate, a budget or cap will be exceeded before its window ends. Once per amount and window.</summary>
    BudgetForecast,

    /// <summary>The money of a prepaid wallet lasts for less than three days, or is used up. Once per day each.</summary>
    WalletLow,

    /// <summary>The team has spent far more today than on any of the seven days before. Once per day.</summary>
    SpendRate,

    /// <summary>At least half of the recent calls of a key failed. Once per quarter of a day.</summary>
    ErrorStreak,

    /// <summary>A key is about to expire. Once per expiry.</summary>
    KeyExpiring,

    /// <summary>Runaway protection paused a run or key. Once per pause.</summary>
    Paused,

    /// <summary>All endpoints of a provider that were called fail. For the operators' teams. Once per quarter of a day.</summary>
    ProviderDown,

    /// <summary>A webhook failed for days and was disabled. Once per outage.</summary>
    WebhookDisabled,

    /// <summary>A key was reported as leaked and is revoked. Once.</summary>
    KeyReported,
}
