from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "yifa.demo"
    label = "demo"
    verbose_name = "演示"

    def ready(self) -> None:
        from yifa.demo import fill

        fill.register()
