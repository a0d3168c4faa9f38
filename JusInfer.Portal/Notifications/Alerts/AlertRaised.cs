namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>This node has stored an alert of the team, with its deliveries.</summary>
internal readonly record struct AlertRaised(TeamId Team);
