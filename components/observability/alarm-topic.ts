import * as sns from "@pulumi/aws/sns/index.js";
import * as pulumi from "@pulumi/pulumi";
import { wrongArgument } from "../errors.ts";

/** What an AlarmTopic is made of. */
export interface AlarmTopicArgs {
  /** Name of the topic. */
  readonly topicName: string;
  /** Who is told by e-mail; each address confirms its subscription once. */
  readonly emails: readonly string[];
  /** ARN of the KMS key that messages are encrypted with; CloudWatch must be allowed to use it. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * Where alarms go, and who hears them.
 * @throws RunError for a name or an address that SNS would refuse
 */
export class AlarmTopic extends pulumi.ComponentResource {
  /** ARN of the topic, as an alarm takes it. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    validate(name, args); // before super: a wrong argument registers nothing
    super("groundplan:observability:AlarmTopic", name, {}, opts);
    const { topicName, keyArn } = args;
    const topic = new sns.Topic(`${name}-topic`, { name: topicName, kmsMasterKeyId: keyArn }, { parent: this });
    for (const email of args.emails) this.tell(name, topic, email);

    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }

  private tell(name: string, topic: sns.Topic, email: string) {
    new sns.TopicSubscription(
      `${name}-email-${email}`,
      { topic: topic.arn, protocol: "email", endpoint: email },
      { parent: this },
    );
  }
}

function validate(name: string, { topicName, emails }: AlarmTopicArgs): void {
  const component = `AlarmTopic ${JSON.stringify(name)}`;
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(topicName)) {
    throw wrongArgument(component, "topicName", topicName, "1–256 letters, digits, hyphens and underscores");
  }
  for (const email of emails) {
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
      throw wrongArgument(component, "emails", email, "an e-mail address, such as oncall@example.com");
    }
  }
}
